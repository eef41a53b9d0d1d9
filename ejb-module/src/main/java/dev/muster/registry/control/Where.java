package dev.muster.registry.control;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A condition of SQL with what is bound to its question marks. */
public record Where(String sql, List<Object> parameters) {

    static final Where ALL = new Where("true", List.of());

    public Where {
        parameters = List.copyOf(parameters);
    }

    public static Where of(String sql, Object... parameters) {
        return new Where(sql, List.of(parameters));
    }

    public static Where join(String operator, List<Where> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        return new Where(
                parts.stream().map(Where::sql).collect(Collectors.joining(" " + operator + " ", "(", ")")),
                parts.stream().flatMap(part -> part.parameters().stream()).toList());
    }

    /** Rows where the condition holds for sure; what is unknown is not negated into a hit by accident, but is one here. */
    static Where not(Where part) {
        return new Where("not coalesce(" + part.sql() + ", false)", part.parameters());
    }

    /** The parameters of a whole statement: what stands before, this, and what stands behind. */
    public Object[] between(List<?> before, Object... behind) {
        var all = new ArrayList<Object>(before);
        all.addAll(parameters);
        Stream.of(behind).forEach(all::add);
        return all.toArray();
    }
}
