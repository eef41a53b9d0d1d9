package dev.muster.web.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.nayuki.qrcodegen.QrCode;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class QrPictureTest {

    private static final String URI = "otpauth://totp/Muster%3Aann%40example.org?secret=JBSWY3DPEHPK3PXP&issuer=Muster";
    private static final int QUIET = 4;

    @Test
    void every_dark_module_is_drawn_once_inside_the_quiet_zone_and_no_other() {
        var picture = QrPicture.of(URI);
        var code = QrCode.encodeText(URI, QrCode.Ecc.MEDIUM);
        var dark = new TreeSet<String>();
        for (var y = 0; y < code.size; y++) {
            for (var x = 0; x < code.size; x++) {
                if (code.getModule(x, y)) {
                    dark.add((x + QUIET) + " " + (y + QUIET));
                }
            }
        }
        var drawn = Pattern.compile("M(\\d+ \\d+)h1v1h-1z")
                .matcher(picture.path())
                .results()
                .map(square -> square.group(1))
                .toList();
        assertThat(picture.size()).isEqualTo(code.size + 2 * QUIET);
        assertThat(drawn).doesNotHaveDuplicates();
        assertThat(new TreeSet<>(drawn)).isEqualTo(dark);
        assertThat(picture.path()).matches("(M\\d+ \\d+h1v1h-1z)+");
    }

    @Test
    void it_is_not_told_to_a_log() {
        assertThat(QrPicture.of(URI).toString()).doesNotContain("M4 4");
    }
}
