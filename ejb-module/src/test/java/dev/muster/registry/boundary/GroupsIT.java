package dev.muster.registry.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.Caller;
import dev.muster.platform.Role;
import dev.muster.protocol.Json;
import dev.muster.registry.entity.DeviceQuery;
import dev.muster.registry.entity.DeviceRow;
import dev.muster.testbed.Refused;
import dev.muster.testbed.ServerTest;
import dev.muster.testbed.World;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Groups, sites and saved views: ways to bundle devices that give nobody a right. */
class GroupsIT extends ServerTest {

    @Inject
    private Groups groups;

    @Inject
    private Sites sites;

    @Inject
    private SavedViews views;

    @Inject
    private Devices devices;

    private World.Org org;
    private Caller manager;
    private String one;
    private String other;

    @BeforeEach
    void an_org_with_two_devices() {
        org = world.org();
        manager = world.person(org, Role.MANAGER);
        one = world.device(manager).deviceId();
        other = world.device(manager).deviceId();
        devices.edit(
                manager,
                one,
                Json.object().set("tags", Json.object().arrayNode().add("cold")),
                null);
    }

    @Test
    void a_static_group_has_the_devices_it_was_given() {
        var group = groups.create(manager, "Line 3", null, null);
        assertThat(groups.add(manager, group.id(), List.of(one, other)).devices())
                .isEqualTo(2);
        assertThat(groups.remove(manager, group.id(), List.of(one)).devices()).isEqualTo(1);
        assertThat(found("group:line-3")).containsExactly(other);
    }

    @Test
    void a_dynamic_group_has_what_its_query_finds_now() {
        var group = groups.create(manager, "Cold", "cold", "tag:cold");
        assertThat(group.devices()).isEqualTo(1);
        assertThat(found("group:cold")).containsExactly(one);
        assertThat(found("NOT group:cold")).containsExactly(other);
        devices.edit(
                manager,
                other,
                Json.object().set("tags", Json.object().arrayNode().add("cold")),
                null);
        assertThat(groups.get(manager, group.id()).devices()).isEqualTo(2);
        assertThat(Refused.with(() -> groups.add(manager, group.id(), List.of(one))))
                .isEqualTo("409 dynamic-group");
        assertThat(Refused.with(() -> groups.create(manager, "Bad", null, "tag:")))
                .isEqualTo("422 invalid");
    }

    @Test
    void star_and_case_find_dynamic_groups_as_they_find_the_others() {
        groups.create(manager, "Plant 1", "plant-1", "tag:cold");
        var given = groups.create(manager, "Plant 2", "plant-2", null);
        groups.add(manager, given.id(), List.of(other));
        assertThat(found("group:plant-*")).containsExactlyInAnyOrder(one, other);
        assertThat(found("group:PLANT-1")).containsExactly(one);
        assertThat(found("group:Plant-2")).containsExactly(other);
        assertThat(found("NOT group:plant-*")).isEmpty();
    }

    @Test
    void dynamic_groups_may_name_each_other_but_none_leads_back_to_itself() {
        var cold = groups.create(manager, "Cold", "cold", "tag:cold");
        assertThat(groups.create(manager, "All", "all", "group:c* OR tag:x").devices())
                .isOne();
        assertThat(found("group:all")).containsExactly(one);
        assertThat(Refused.with(() -> groups.replace(manager, cold.id(), "Cold", "group:all", null)))
                .isEqualTo("422 invalid");
        assertThat(Refused.with(() -> groups.create(manager, "C2", "c2", "tag:x OR group:all")))
                .isEqualTo("422 invalid");
        assertThat(groups.list(manager)).hasSize(2);
        assertThat(groups.named(manager, "all").devices()).isOne();
        assertThat(groups.given(manager)).isEmpty();
        assertThat(Refused.with(() -> groups.named(manager, "nothing"))).isEqualTo("404 not-found");
    }

    @Test
    void a_circle_that_is_there_is_listed_repaired_and_deleted() {
        groups.create(manager, "B", "b", "tag:cold");
        var a = groups.create(manager, "A", "a", "group:b");
        var b = groups.named(manager, "b");
        world.change("update device_group set query = 'group:a' where public_id = ?", b.id());
        assertThat(groups.list(manager)).hasSize(2).allMatch(group -> group.devices() == null);
        assertThat(groups.get(manager, a.id()).devices()).isNull();
        assertThat(groups.named(manager, "b").query()).isEqualTo("group:a");
        assertThat(Refused.with(() -> found("group:a"))).isEqualTo("422 invalid");
        assertThat(groups.create(manager, "C", "c", "tag:cold").devices())
                .as("others go on")
                .isOne();
        assertThat(Refused.with(() -> groups.create(manager, "D", "d", "group:a")))
                .isEqualTo("422 invalid");
        assertThat(groups.replace(manager, b.id(), "B", "tag:cold", b.version()).devices())
                .isOne();
        assertThat(groups.get(manager, a.id()).devices()).as("mended too").isOne();
        world.change("update device_group set query = 'group:a' where public_id = ?", b.id());
        groups.delete(manager, a.id());
        assertThat(groups.list(manager)).hasSize(2).allMatch(group -> group.devices() != null);
    }

    @Test
    void a_list_counts_what_the_first_twenty_queries_find() {
        world.change(
                "insert into device_group (public_id, org_id, slug, name, query) select gen_random_uuid(), ?,"
                        + " 'g' || n, 'G ' || n, 'tag:cold' from generate_series(10, 34) n",
                org.id());
        var given = groups.create(manager, "Last", null, null);
        groups.add(manager, given.id(), List.of(one, other));
        var listed = groups.list(manager);
        assertThat(listed.subList(0, 20)).allMatch(group -> group.devices() == 1);
        assertThat(listed.subList(20, 25)).allMatch(group -> group.devices() == null);
        assertThat(listed.get(25).devices()).as("given, not searched").isEqualTo(2);
        assertThat(groups.named(manager, "g34").devices()).isOne();
    }

    @Test
    void an_org_keeps_so_many_dynamic_groups() {
        world.change(
                "insert into device_group (public_id, org_id, slug, name, query) select gen_random_uuid(), ?,"
                        + " 'g' || n, 'G ' || n, 'tag:cold' from generate_series(1, 100) n",
                org.id());
        assertThat(Refused.with(() -> groups.create(manager, "More", null, "tag:cold")))
                .isEqualTo("409 org-full");
        var fixed = groups.create(manager, "Static", null, null);
        assertThat(Refused.with(() -> groups.replace(manager, fixed.id(), "Static", "tag:cold", null)))
                .isEqualTo("409 org-full");
        var dynamic = groups.named(manager, "g1");
        assertThat(groups.replace(manager, dynamic.id(), "G", "tag:x", null).devices())
                .as("one of them may be changed")
                .isZero();
        assertThat(groups.create(world.person(Role.MANAGER), "Of another org", null, "tag:cold")
                        .devices())
                .isZero();
    }

    @Test
    void a_group_becomes_dynamic_and_static_again() {
        var group = groups.create(manager, "Line", null, null);
        groups.add(manager, group.id(), List.of(other));
        var dynamic = groups.replace(manager, group.id(), "Line", "tag:cold", group.version());
        assertThat(dynamic.devices()).isEqualTo(1);
        assertThat(Refused.with(() -> groups.replace(manager, group.id(), "Line", null, group.version())))
                .isEqualTo("412 version");
        assertThat(groups.replace(manager, group.id(), "Line", null, null).devices())
                .as("its former members are gone")
                .isZero();
        assertThat(world.texts("select action from audit_entry where target_id = ? order by id", other))
                .endsWith("device.group-joined", "device.group-left");
        groups.delete(manager, group.id());
        assertThat(groups.list(manager)).isEmpty();
    }

    @Test
    void a_site_has_a_time_zone_and_goes_only_when_nobody_is_there() {
        var site = sites.create(manager, "Plant 2", null, "Street 1", "Europe/Berlin");
        assertThat(site.slug()).isEqualTo("plant-2");
        assertThat(Refused.with(() -> sites.create(manager, "X", null, null, "Mars/Base")))
                .isEqualTo("422 invalid");
        devices.edit(manager, one, Json.object().put("site", "plant-2"), null);
        assertThat(devices.get(manager, one).site()).isEqualTo("plant-2");
        assertThat(Refused.with(() -> devices.edit(manager, one, Json.object().put("site", "plant-9"), null)))
                .isEqualTo("422 invalid");
        assertThat(Refused.with(() -> sites.delete(manager, site.id()))).isEqualTo("409 site-in-use");
        assertThat(sites.edit(manager, site.id(), null, "", null, site.version())
                        .address())
                .isNull();
        devices.edit(manager, one, Json.object().putNull("site"), null);
        sites.delete(manager, site.id());
        assertThat(sites.list(manager)).isEmpty();
    }

    @Test
    void a_view_is_ones_own_until_it_is_shared() {
        var colleague = world.person(org, Role.VIEWER);
        var view = views.save(manager, "Cold ones", "tag:cold", "-lastSeen", false);
        assertThat(views.list(colleague)).isEmpty();
        assertThat(views.save(manager, "Cold ones", "tag:cold", "label", true).id())
                .as("the same view")
                .isEqualTo(view.id());
        assertThat(views.list(colleague)).singleElement().matches(seen -> !seen.own());
        assertThat(Refused.with(() -> views.delete(colleague, view.id()))).isEqualTo("404 not-found");
        assertThat(Refused.with(() -> views.save(colleague, "x", "state:", null, false)))
                .isEqualTo("422 invalid");
        assertThat(Refused.with(() -> views.save(colleague, "x", "", "nothing", false)))
                .isEqualTo("422 invalid");
        views.save(manager, "Other", "", null, false);
        var renamed = views.rename(manager, view.id(), "Cold", false, null);
        assertThat(renamed.name()).isEqualTo("Cold");
        assertThat(renamed.query()).isEqualTo("tag:cold");
        assertThat(views.list(colleague)).as("not shared any more").isEmpty();
        assertThat(Refused.with(() -> views.rename(manager, view.id(), "Other", true, null)))
                .isEqualTo("409 view-exists");
        assertThat(Refused.with(() -> views.rename(manager, view.id(), "Late", true, view.version())))
                .isEqualTo("412 version");
        assertThat(Refused.with(() -> views.rename(colleague, view.id(), "Mine", true, null)))
                .isEqualTo("404 not-found");
        views.list(manager).forEach(each -> views.delete(manager, each.id()));
        assertThat(views.list(manager)).isEmpty();
        assertThat(world.texts(
                        "select action || ' ' || (detail ->> 'name') || ' ' || (detail ->> 'shared') from audit_entry"
                                + " where org_id = ? and target_kind = 'view' and target_id = ? order by id",
                        org.id(),
                        view.id().toString()))
                .containsExactly(
                        "view.saved Cold ones false",
                        "view.saved Cold ones true",
                        "view.changed Cold false",
                        "view.deleted Cold false");
    }

    @Test
    void T_R01_nothing_of_another_org_is_there() {
        var stranger = world.person(Role.ADMIN);
        var group = groups.create(manager, "Line", null, null).id();
        var site = sites.create(manager, "Plant", null, null, null).id();
        var view = views.save(manager, "View", "", null, true).id();
        assertThat(groups.list(stranger)).isEmpty();
        assertThat(sites.list(stranger)).isEmpty();
        assertThat(views.list(stranger)).isEmpty();
        assertThat(Refused.with(() -> groups.get(stranger, group))).isEqualTo("404 not-found");
        assertThat(Refused.with(() -> groups.delete(stranger, group))).isEqualTo("404 not-found");
        assertThat(Refused.with(() -> groups.replace(stranger, group, "x", null, null)))
                .isEqualTo("404 not-found");
        assertThat(Refused.with(() -> sites.get(stranger, site))).isEqualTo("404 not-found");
        assertThat(Refused.with(() -> sites.delete(stranger, site))).isEqualTo("404 not-found");
        assertThat(Refused.with(() -> views.delete(stranger, view))).isEqualTo("404 not-found");
        var foreign = world.device(stranger).deviceId();
        assertThat(Refused.with(() -> groups.add(manager, group, List.of(one, foreign))))
                .isEqualTo("404 not-found");
        assertThat(groups.get(manager, group).devices()).isZero();
    }

    @Test
    void less_than_a_manager_bundles_nothing() {
        var operator = world.person(org, Role.OPERATOR);
        var group = groups.create(manager, "Line", null, null).id();
        var site = sites.create(manager, "Plant", null, null, null).id();
        assertThat(Refused.with(() -> groups.create(operator, "x", null, null))).isEqualTo("403 forbidden");
        assertThat(Refused.with(() -> groups.delete(operator, group))).isEqualTo("403 forbidden");
        assertThat(Refused.with(() -> groups.add(operator, group, List.of(one))))
                .isEqualTo("403 forbidden");
        assertThat(Refused.with(() -> sites.create(operator, "x", null, null, null)))
                .isEqualTo("403 forbidden");
        assertThat(Refused.with(() -> sites.edit(operator, site, "x", null, null, null)))
                .isEqualTo("403 forbidden");
        assertThat(Refused.with(() -> sites.delete(operator, site))).isEqualTo("403 forbidden");
    }

    private List<String> found(String q) {
        return devices.list(manager, new DeviceQuery(q, null, List.of(), 0, 50)).items().stream()
                .map(DeviceRow::id)
                .toList();
    }
}
