package dev.muster.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Rows under headings, as wide as their content. On a terminal that is narrower, first the flexible columns are cut with
 * an ellipsis, then whole columns are left out, the last declared optional one first. Piped, nothing is cut and nothing
 * is coloured. Cells are made safe here.
 */
final class Table {
    private static final String GAP = "  ";

    /** Words that deserve a colour in a tinted column: quiet until something is wrong. */
    private static final Map<String, String> TINTS = Map.ofEntries(
            Map.entry("reporting", "32"),
            Map.entry("late", "33"),
            Map.entry("silent", "31"),
            Map.entry("never", "2"),
            Map.entry("disabled", "2"),
            Map.entry("waiting", "36"),
            Map.entry("out", "2"),
            Map.entry("SUCCEEDED", "32"),
            Map.entry("FAILED", "31"),
            Map.entry("REJECTED", "31"),
            Map.entry("EXPIRED", "33"),
            Map.entry("CANCELLED", "2"),
            Map.entry("ok", "32"),
            Map.entry("warn", "33"),
            Map.entry("fail", "31"));

    private final List<Column> columns = new ArrayList<>();
    private final List<String[]> rows = new ArrayList<>();

    private record Column(String title, int least, boolean optional, boolean tinted) {
        boolean flexible() {
            return least > 0;
        }
    }

    Table column(String title) {
        columns.add(new Column(title, 0, false, false));
        return this;
    }

    Table tinted(String title) {
        columns.add(new Column(title, 0, false, true));
        return this;
    }

    /** May be cut down to {@code least} columns of the terminal. */
    Table flexible(String title, int least) {
        columns.add(new Column(title, least, false, false));
        return this;
    }

    /** May be left out where there is no room. */
    Table optional(String title) {
        columns.add(new Column(title, 0, true, false));
        return this;
    }

    Table row(String... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns");
        }
        rows.add(Arrays.stream(cells)
                .map(cell -> cell == null || cell.isEmpty() ? "-" : SafeText.line(cell))
                .toArray(String[]::new));
        return this;
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The lines to print; {@code width} 0 means unlimited. */
    List<String> render(int width, boolean colour) {
        var widths = naturalWidths();
        if (width > 0) {
            shrink(widths, width);
            leaveOut(widths, width);
        }
        var lines = new ArrayList<String>();
        lines.add(line(columns.stream().map(Column::title).toArray(String[]::new), widths, colour, true));
        rows.forEach(row -> lines.add(line(row, widths, colour, false)));
        return lines;
    }

    private int[] naturalWidths() {
        var widths = new int[columns.size()];
        for (var i = 0; i < widths.length; i++) {
            widths[i] = SafeText.width(columns.get(i).title());
            for (var row : rows) {
                widths[i] = Math.max(widths[i], SafeText.width(row[i]));
            }
        }
        return widths;
    }

    private void shrink(int[] widths, int width) {
        while (total(widths) > width) {
            var widest = -1;
            for (var i = 0; i < widths.length; i++) {
                var column = columns.get(i);
                var can = column.flexible() && widths[i] > column.least();
                if (can && (widest < 0 || widths[i] > widths[widest])) {
                    widest = i;
                }
            }
            if (widest < 0) {
                return;
            }
            var over = total(widths) - width;
            widths[widest] = Math.max(columns.get(widest).least(), widths[widest] - Math.max(1, over / 2));
        }
    }

    /** A width of -1 marks a column that is not shown. */
    private void leaveOut(int[] widths, int width) {
        for (var i = widths.length - 1; i >= 0 && total(widths) > width; i--) {
            if (columns.get(i).optional()) {
                widths[i] = -1;
            }
        }
    }

    private static int total(int[] widths) {
        var shown = Arrays.stream(widths).filter(w -> w >= 0).toArray();
        return Arrays.stream(shown).sum() + GAP.length() * Math.max(0, shown.length - 1);
    }

    private String line(String[] cells, int[] widths, boolean colour, boolean heading) {
        var line = new StringBuilder();
        for (var i = 0; i < cells.length; i++) {
            if (widths[i] < 0) {
                continue;
            }
            var text = SafeText.fit(cells[i], widths[i]);
            var pad = " ".repeat(Math.max(0, widths[i] - SafeText.width(text)));
            var tint = heading ? "1" : columns.get(i).tinted() ? TINTS.get(cells[i]) : null;
            line.append(colour && tint != null ? "\u001b[" + tint + "m" + text + "\u001b[0m" : text)
                    .append(pad)
                    .append(GAP);
        }
        return line.toString().stripTrailing();
    }
}
