// Loaded as a blocking script in <head>: the chosen theme and density stand before the first paint.
(function () {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const theme = localStorage.getItem("muster.theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    if (localStorage.getItem("muster.density") === "comfortable") root.dataset.density = "comfortable";
  } catch (blocked) {
    // A browser that keeps nothing still gets the system's theme.
  }
})();
