# Finds a JDK of a wanted feature release; sourced by the scripts of this project, runs nothing by itself.

# The feature release of a JDK folder, such as 17; nothing where there is none.
jdk_release() {
  [ -x "$1/bin/java" ] || return 0
  if [ -r "$1/release" ]; then
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
  else
    "$1/bin/java" -version 2>&1 | sed -n '1s/.*"\([0-9]*\).*/\1/p'
  fi
}

# Folders that may hold a JDK, best first.
jdk_folders() {
  [ -z "${JAVA_HOME:-}" ] || echo "$JAVA_HOME"
  local name java folder
  for name in ${!JAVA_HOME_*} ${!JDK_*}; do
    [ ! -d "${!name}" ] || echo "${!name}"
  done
  if java=$(command -v java); then
    java=$(readlink -f "$java" 2> /dev/null || echo "$java")
    echo "${java%/bin/java}"
  fi
  for folder in /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/*jdk* /Library/Java/JavaVirtualMachines/*/Contents/Home \
      "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk@*/libexec/openjdk.jdk/Contents/Home \
      "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.jenv/versions/*; do
    [ ! -d "$folder" ] || echo "$folder"
  done
}

# find_jdk RELEASE…: prints the first folder that is a JDK (not only a JRE) of one of the releases; fails without one.
find_jdk() {
  local folder release wanted
  while IFS= read -r folder; do
    release=$(jdk_release "$folder")
    for wanted in "$@"; do
      if [ "$release" = "$wanted" ] && [ -x "$folder/bin/javac" ]; then
        echo "$folder"
        return 0
      fi
    done
  done < <(jdk_folders)
  return 1
}
