package dev.muster.registry.entity;

import java.util.List;

/**
 * What an import did, or would do.
 *
 * @param rows rows below the header
 * @param mistakes empty where it went through; nothing is changed otherwise
 */
public record ImportReport(boolean dryRun, int rows, int created, int updated, int unchanged, List<Mistake> mistakes) {

    public ImportReport {
        mistakes = List.copyOf(mistakes);
    }

    /**
     * One mistake.
     *
     * @param line of the file, from 1; a cell over several lines counts where its row begins
     * @param column from 1; 0 where the whole row is meant
     * @param name the column's header, or null
     */
    public record Mistake(long line, int column, String name, String detail) {

        /** As in {@code line 3, column 2 (label)}. */
        public String where() {
            return "line " + line + (column == 0 ? "" : ", column " + column) + (name == null ? "" : " (" + name + ")");
        }
    }
}
