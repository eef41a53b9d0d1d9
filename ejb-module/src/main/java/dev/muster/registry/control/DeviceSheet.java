package dev.muster.registry.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.platform.Refusal;
import dev.muster.protocol.DeviceId;
import dev.muster.protocol.Json;
import dev.muster.protocol.Text;
import dev.muster.registry.entity.ImportReport.Mistake;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A CSV file of devices, read with all its mistakes. UTF-8, comma or semicolon, a header line; columns {@code id label
 * tags site model notes sim attr.NAME}. An empty cell changes nothing.
 */
public final class DeviceSheet {

    public static final int MOST_BYTES = 16 * 1024 * 1024;
    public static final int MOST_ROWS = 50_000;
    public static final int MOST_COLUMNS = 100;
    public static final int MOST_MISTAKES = 100;

    private static final int MOST_CELL = 8_000;
    private static final Set<String> COLUMNS = Set.of("id", "label", "tags", "site", "model", "notes", "sim");

    /** What one row says of one device, as a merge patch, and where it stands. */
    public record Line(long number, String id, ObjectNode patch) {}

    private final List<Line> lines = new ArrayList<>();
    private final List<Mistake> mistakes = new ArrayList<>();
    private final Map<String, Integer> columns = new HashMap<>();
    private long headerLine = 1;

    private DeviceSheet() {}

    /** @throws Refusal 413 {@code too-large} */
    public static DeviceSheet read(InputStream in) throws IOException {
        var bytes = in.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw Refusal.of(413, "too-large", "a file to import has at most " + MOST_BYTES + " bytes: split it");
        }
        var sheet = new DeviceSheet();
        sheet.read(bytes);
        return sheet;
    }

    public List<Line> lines() {
        return lines;
    }

    public List<Mistake> mistakes() {
        return mistakes;
    }

    /** One more mistake, found by whoever uses the sheet; {@code column} is a header or null. */
    public void mistake(long line, String column, String detail) {
        if (mistakes.size() < MOST_MISTAKES) {
            var at = column == null ? null : columns.get(column);
            mistakes.add(new Mistake(line, at == null ? 0 : at, at == null ? null : column, detail));
        }
    }

    private void read(byte[] bytes) throws IOException {
        var text = text(bytes);
        if (text == null) {
            return;
        }
        try (var parser = CSVParser.parse(new StringReader(text), format(text))) {
            var rows = parser.iterator();
            var header = next(parser, rows);
            if (header == null) {
                mistake(1, null, "the file is empty: the first line names the columns");
                return;
            }
            headerLine = header.line();
            if (!header(header.row())) {
                return;
            }
            var ids = new HashMap<String, Long>();
            for (var each = next(parser, rows); each != null; each = next(parser, rows)) {
                var line = each.line();
                if (lines.size() + mistakes.size() >= MOST_ROWS) {
                    mistake(line, null, "a file to import has at most " + MOST_ROWS + " rows: split it");
                    return;
                }
                row(each.row(), line, ids);
            }
        } catch (CSVException | UncheckedIOException e) {
            mistake(
                    brokenAt(e),
                    null,
                    "the quotes do not fit: a cell in quotes ends with one, and doubles those inside");
        }
    }

    /** A row and the line it begins in. */
    private record Numbered(CSVRecord row, long line) {}

    /** The next row that is not blank; null behind the last. Blank lines count as lines: an editor counts them too. */
    private static Numbered next(CSVParser parser, Iterator<CSVRecord> rows) {
        while (true) {
            var line = parser.getCurrentLineNumber() + 1;
            if (!rows.hasNext()) {
                return null;
            }
            var row = rows.next();
            if (row.size() > 1 || !row.get(0).isBlank()) {
                return new Numbered(row, line);
            }
        }
    }

    /** Null, with a mistake, for what is no UTF-8 text. */
    private String text(byte[] bytes) {
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            var nul = text.indexOf('\0');
            if (nul >= 0) {
                mistake(
                        1
                                + text.substring(0, nul)
                                        .chars()
                                        .filter(c -> c == '\n')
                                        .count(),
                        null,
                        "there is a NUL: save the file as UTF-8 text");
                return null;
            }
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            mistake(1, null, "the file is no UTF-8: save it as CSV UTF-8");
            return null;
        }
    }

    private static CSVFormat format(String text) {
        var header = text.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
        var semicolons = !header.contains(",") && header.contains(";");
        return CSVFormat.RFC4180
                .builder()
                .setDelimiter(semicolons ? ';' : ',')
                .setIgnoreEmptyLines(false)
                .get();
    }

    private boolean header(CSVRecord row) {
        if (row.size() > MOST_COLUMNS) {
            mistake(headerLine, null, "a file to import has at most " + MOST_COLUMNS + " columns");
            return false;
        }
        var seen = new HashSet<String>();
        for (var i = 0; i < row.size(); i++) {
            var name = row.get(i).strip();
            if (!COLUMNS.contains(name) && !name.matches("attr\\.[A-Za-z0-9_.-]{1,64}")) {
                mistakes.add(new Mistake(
                        headerLine,
                        i + 1,
                        Text.clean(name, 40),
                        "there is no such column; known: id, label, tags, site, model, notes, sim, attr.NAME"));
            } else if (!seen.add(name)) {
                mistakes.add(new Mistake(headerLine, i + 1, name, "this column is there twice"));
            }
            columns.putIfAbsent(name, i + 1);
        }
        if (!columns.containsKey("id")) {
            mistake(headerLine, null, "there is no column id");
        }
        return mistakes.isEmpty();
    }

    private void row(CSVRecord row, long number, Map<String, Long> ids) {
        var before = mistakes.size();
        if (row.size() != columns.size()) {
            mistake(number, null, "this row has " + row.size() + " cells, the header has " + columns.size());
            return;
        }
        var patch = Json.object();
        columns.forEach((name, column) -> cell(name, Cells.plain(row.get(column - 1)), number, patch));
        var id = Cells.plain(row.get(columns.get("id") - 1)).strip();
        if (!DeviceId.isValid(id)) {
            mistake(
                    number,
                    "id",
                    "a device id has 1 to 64 letters, digits or . _ : - and starts with a letter or digit");
        } else if (ids.putIfAbsent(id, number) != null) {
            mistake(number, "id", "this id is in line " + ids.get(id) + " already");
        }
        if (mistakes.size() == before) {
            lines.add(new Line(number, id, patch));
        }
    }

    private void cell(String name, String text, long line, ObjectNode patch) {
        if (text.length() > MOST_CELL) {
            mistake(line, name, "a cell has at most " + MOST_CELL + " characters");
            return;
        }
        if (text.isBlank() || name.equals("id")) {
            return;
        }
        if (name.startsWith("attr.")) {
            patch.withObject("/attributes").set(name.substring(5), Cells.typed(text.strip()));
        } else if (name.equals("tags")) {
            JsonNode tags = Json.mapper().valueToTree(text.strip().split("\\s+"));
            patch.set("tags", tags);
        } else {
            patch.put(name, text.strip());
        }
    }

    private static long brokenAt(Exception e) {
        var words =
                String.valueOf(e.getMessage()).replaceAll("^.*?[Ll]ine:? ?(\\d+).*$|^.*startline (\\d+).*$", "$1$2");
        return words.matches("\\d{1,9}") ? Long.parseLong(words) : 1;
    }
}
