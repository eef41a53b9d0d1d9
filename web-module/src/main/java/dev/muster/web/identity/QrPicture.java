package dev.muster.web.identity;

import io.nayuki.qrcodegen.QrCode;

/**
 * A QR code to be drawn: dark modules as one SVG path in units of a module, with the quiet zone of four around (ISO/IEC
 * 18004).
 *
 * @param size side in modules, the quiet zone included
 * @param path for the {@code d} of an SVG path
 */
public record QrPicture(int size, String path) {

    private static final int QUIET = 4;

    static QrPicture of(String text) {
        var code = QrCode.encodeText(text, QrCode.Ecc.MEDIUM);
        var path = new StringBuilder();
        for (var y = 0; y < code.size; y++) {
            for (var x = 0; x < code.size; x++) {
                if (code.getModule(x, y)) {
                    path.append('M')
                            .append(x + QUIET)
                            .append(' ')
                            .append(y + QUIET)
                            .append("h1v1h-1z");
                }
            }
        }
        return new QrPicture(code.size + 2 * QUIET, path.toString());
    }

    /** It shows a secret. */
    @Override
    public String toString() {
        return "QrPicture[" + size + "]";
    }
}
