package dev.muster.command.control;

import dev.muster.command.entity.CommandState;
import dev.muster.command.entity.CommandView;
import dev.muster.platform.Row;
import java.sql.SQLException;

/** The SQL of a command's view, and how a row of it becomes a record. It is there for a former owner too. */
public final class CommandRows {

    public static final String SELECT = """
            select k.*, d.device_id, (select i.email from command_issuer(k.id) i) as email
            from command k
            cross join lateral (select o.device_id from device_ownership o
                where o.device = k.device and o.org_id = k.org_id limit 1) d
            """;

    private CommandRows() {}

    public static CommandView view(Row row) throws SQLException {
        return new CommandView(
                row.uuid("id"),
                row.text("device_id"),
                row.text("type"),
                row.json("args"),
                row.text("console"),
                row.constant("state", CommandState.class),
                row.text("email"),
                row.time("queued_at"),
                row.time("sent_at"),
                row.time("received_at"),
                row.time("running_at"),
                row.time("finished_at"),
                row.time("expires_at"),
                row.wholeOrNull("percent"),
                row.text("progress"),
                row.boolOrNull("success"),
                row.text("output"),
                row.wholeOrNull("exit_code"),
                row.time("device_finished_at"),
                row.text("device_signature"),
                row.text("operator_signature") != null,
                (int) row.number("version"));
    }
}
