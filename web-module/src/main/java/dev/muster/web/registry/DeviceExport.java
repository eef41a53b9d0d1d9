package dev.muster.web.registry;

import dev.muster.platform.Caller;
import dev.muster.registry.boundary.DeviceFiles;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** The device list as CSV, piece by piece, each in a transaction of its own. */
final class DeviceExport implements StreamingOutput {

    private final DeviceFiles files;
    private final Caller caller;
    private final String query;
    private final List<String> header;
    private DeviceFiles.Piece piece;

    /** Asks for the first piece at once, so that a refusal is one. */
    DeviceExport(DeviceFiles files, Caller caller, String query) {
        this.files = files;
        this.caller = caller;
        this.query = query;
        this.header = files.header(caller);
        this.piece = files.piece(caller, query, header, null);
    }

    @Override
    public void write(OutputStream out) throws IOException {
        var printer = new CSVPrinter(new OutputStreamWriter(out, StandardCharsets.UTF_8), CSVFormat.RFC4180);
        printer.printRecord(header);
        printer.printRecords(piece.rows());
        while (piece.next() != null) {
            piece = files.piece(caller, query, header, piece.next());
            printer.printRecords(piece.rows());
        }
        printer.flush();
    }
}
