package dev.muster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.protocol.Json;

/**
 * What a verb says: for people, or with {@code --json} one JSON value a line and nothing else. Results go to standard
 * output, remarks and failures to standard error, so that a pipe carries results only.
 */
final class Output {
    private final Shell shell;
    private final boolean json;

    Output(Shell shell, boolean json) {
        this.shell = shell;
        this.json = json;
    }

    boolean json() {
        return json;
    }

    /** One JSON line. False when the reader of the pipe has gone, so that paging can stop. */
    boolean item(JsonNode value) {
        shell.out().println(SafeText.json(value.toString()));
        return !shell.out().checkError();
    }

    void line(String text) {
        shell.out().println(SafeText.line(text));
    }

    /** Text of several lines, such as a command's output. */
    void block(String text) {
        var safe = SafeText.block(text);
        shell.out().print(safe.endsWith("\n") ? safe : safe + "\n");
    }

    void table(Table table) {
        table.render(shell.columns(), shell.colour()).forEach(shell.out()::println);
    }

    /** A remark for people, left out with {@code --json}. */
    void note(String text) {
        if (!json) {
            shell.err().println(SafeText.line(text));
        }
    }

    /** A remark that a script needs too: that a list goes on. */
    void more(String hint) {
        if (json) {
            var more = Json.object().put("more", true).put("detail", hint);
            shell.err().println(SafeText.json(more.toString()));
        } else {
            shell.err().println(SafeText.line(hint));
        }
    }

    void failure(Failure failure) {
        shell.out().flush();
        shell.err().println(json ? SafeText.json(failure.json().toString()) : failure.sentence());
    }
}
