package dev.muster.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.protocol.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/** One row of a result, by column name; SQL null is Java null. */
public final class Row {

    private final ResultSet rows;

    Row(ResultSet rows) {
        this.rows = rows;
    }

    public String text(String column) throws SQLException {
        return rows.getString(column);
    }

    public boolean bool(String column) throws SQLException {
        return rows.getBoolean(column);
    }

    public Boolean boolOrNull(String column) throws SQLException {
        var value = rows.getBoolean(column);
        return rows.wasNull() ? null : Boolean.valueOf(value);
    }

    public long number(String column) throws SQLException {
        return rows.getLong(column);
    }

    public Long numberOrNull(String column) throws SQLException {
        var value = rows.getLong(column);
        return rows.wasNull() ? null : Long.valueOf(value);
    }

    public Integer wholeOrNull(String column) throws SQLException {
        var value = rows.getInt(column);
        return rows.wasNull() ? null : Integer.valueOf(value);
    }

    public Double decimalOrNull(String column) throws SQLException {
        var value = rows.getDouble(column);
        return rows.wasNull() ? null : Double.valueOf(value);
    }

    public Instant time(String column) throws SQLException {
        var value = rows.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }

    public UUID uuid(String column) throws SQLException {
        return rows.getObject(column, UUID.class);
    }

    public byte[] bytes(String column) throws SQLException {
        return rows.getBytes(column);
    }

    public List<String> texts(String column) throws SQLException {
        var array = rows.getArray(column);
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }

    /** A JSON column as a tree. */
    public JsonNode json(String column) throws SQLException {
        var text = rows.getString(column);
        try {
            return text == null ? null : Json.read(text, JsonNode.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the database gave JSON that does not parse", e);
        }
    }

    /** A JSON column that holds an object. */
    public ObjectNode object(String column) throws SQLException {
        return (ObjectNode) json(column);
    }

    public <E extends Enum<E>> E constant(String column, Class<E> type) throws SQLException {
        var value = rows.getString(column);
        return value == null ? null : Enum.valueOf(type, value);
    }
}
