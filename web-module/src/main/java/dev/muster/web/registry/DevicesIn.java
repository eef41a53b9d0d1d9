package dev.muster.web.registry;

import dev.muster.platform.Caller;
import dev.muster.registry.boundary.Devices;
import dev.muster.registry.entity.DeviceQuery;
import dev.muster.registry.entity.DeviceRow;
import java.util.List;

/**
 * Some of the devices that a search finds, those out of service too, in the order of their labels ({@code WEB-INF/tags/devices.xhtml}).
 *
 * @param query the search, for the link that shows all of them
 * @param from the number of the first row, from 1
 * @param before where the rows before these begin; null on the first page
 * @param after where the rows behind these begin; null on the last page
 */
public record DevicesIn(String query, List<DeviceRow> rows, int from, Integer before, Integer after) {

    private static final int PAGE = 50;

    /** For a search that cannot be used. */
    static DevicesIn none(String query) {
        return new DevicesIn(query, List.of(), 1, null, null);
    }

    /** @param start the page's parameter; anything but a number means the beginning */
    static DevicesIn of(Devices devices, Caller caller, String query, String start) {
        var offset = start != null && start.matches("\\d{1,7}") ? Integer.parseInt(start) : 0;
        var found =
                devices.list(caller, new DeviceQuery(query, DeviceQuery.ANY, DeviceQuery.sorts("label"), offset, PAGE));
        return new DevicesIn(
                query,
                found.items(),
                offset + 1,
                offset == 0 ? null : Math.max(0, offset - PAGE),
                found.nextCursor() == null ? null : offset + PAGE);
    }
}
