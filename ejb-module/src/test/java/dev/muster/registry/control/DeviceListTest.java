package dev.muster.registry.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.registry.entity.DeviceQuery;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceListTest {

    @Test
    void devices_are_found_with_no_more_tables_than_the_question_names() {
        assertThat(DeviceList.found("d.label ilike ?", ""))
                .isEqualTo(" from device d where d.org_id = ? and d.label ilike ?");
        assertThat(DeviceList.found("c.firmware ilike ?", ""))
                .contains("device_channel c")
                .doesNotContain("outage", "join org", "join site");
        assertThat(DeviceList.found("s.connection is null", "t.slug"))
                .contains("device_connection s", "site t")
                .doesNotContain("device_channel", "join org");
        assertThat(DeviceList.found("true", "l.status")).contains("device_channel c", "outage", " l");
        assertThat(DeviceList.found("exists (select from unnest(d.tags) t where t ilike ?)", ""))
                .doesNotContain("join");
    }

    @Test
    void a_page_is_cut_before_its_rows_are_looked_at_and_keeps_its_order() {
        var query = new DeviceQuery(null, null, List.of(new DeviceQuery.Sort("label", true)), 0, 50);
        var order = " order by lower(d.label) desc, d.id";
        assertThat(DeviceList.page("true", query))
                .contains(order + " limit ? offset ?) p join device d on d.id = p.id")
                .endsWith(order);
    }

    @Test
    void a_page_by_what_the_channel_alone_knows_reads_no_other_table_for_its_keys() {
        assertThat(keys("true", "-firmware"))
                .isEqualTo("select c.device as id from device_channel c where c.org_id = ? and true"
                        + " order by c.firmware desc nulls last, c.device");
        assertThat(keys("l.status = ?", "status"))
                .contains("left join device off", "off.state <> 'active'")
                .doesNotContain("d.");
        for (var more :
                List.of("d.label ilike ?", "t.slug = ?", "exists (select from unnest(d.tags) t where t ilike ?)")) {
            assertThat(keys(more, "-firmware")).startsWith("select d.id from device d join device_channel c");
        }
        for (var sort : List.of("label", "site", "firmware,label", "createdAt")) {
            assertThat(keys("c.firmware ilike ?", sort)).startsWith("select d.id from device d");
        }
    }

    @Test
    void a_list_leaves_out_what_is_out_of_service_unless_a_state_or_status_is_named() {
        var plain = DeviceSearch.parse("pump");
        assertThat(DeviceList.listed(plain, null).sql()).contains("d.state in ('active', 'disabled')");
        for (var asked : List.of("state:retired", "NOT state:active", "pump OR status:out", "status:waiting")) {
            var search = DeviceSearch.parse(asked);
            assertThat(DeviceList.listed(search, null)).as(asked).isEqualTo(search);
        }
        assertThat(DeviceList.listed(plain, "any")).isEqualTo(plain);
        assertThat(DeviceList.listed(plain, "out").sql()).contains("'retired'").doesNotContain("l.status");
        assertThat(DeviceList.listed(plain, "waiting").sql()).contains("d.waiting_since is not null");
        assertThat(DeviceList.listed(plain, "silent").sql()).contains("u.heard < since.silent");
    }

    @Test
    void that_it_is_left_out_does_not_make_a_list_by_channel_read_the_devices() {
        var serving = DeviceList.listed(Where.ALL, null).sql();
        assertThat(keys(serving, "-firmware"))
                .startsWith("select c.device as id from device_channel c left join device off")
                .contains("(off.id is null or off.state = 'disabled')")
                .doesNotContain("d.");
        assertThat(keys(serving, "status")).doesNotContain("d.").containsOnlyOnce("left join device off");
        assertThat(keys(serving, "label"))
                .isEqualTo("select d.id from device d where d.org_id = ? and (true and"
                        + " d.state in ('active', 'disabled')) order by lower(d.label) asc, d.id");
    }

    private static String keys(String condition, String sort) {
        var page = DeviceList.page(condition, new DeviceQuery(null, null, DeviceQuery.sorts(sort), 0, 50));
        return page.substring(page.indexOf("from (") + 6, page.indexOf(" limit ? offset ?)"));
    }
}
