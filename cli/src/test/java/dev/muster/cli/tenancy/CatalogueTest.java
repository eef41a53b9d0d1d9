package dev.muster.cli.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.protocol.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogueTest {

    @Test
    void what_is_known_is_read_with_all_its_slots() throws Exception {
        var operation = only("""
                {"paths": {"/api/v1/fleets/{id}/devices": {"post": {
                  "parameters": [{"in": "path", "name": "id"}, {"$ref": "#/components/parameters/key"}],
                  "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/D"}}}}}}},
                 "components": {"parameters": {"key": {"in": "header", "name": "Idempotency-Key"}},
                  "schemas": {"D": {"properties": {"deviceIds": {}}}}}}""");
        assertThat(Catalogue.unknown(operation)).isEmpty();
        assertThat(operation.slots().stream().map(slot -> Catalogue.kind(operation, slot)))
                .containsExactly(Kind.FLEET, Kind.IDEMPOTENCY, Kind.DEVICE);
    }

    @Test
    void a_new_path_parameter_member_or_media_type_is_named() throws Exception {
        assertThat(Catalogue.unknown(only("{\"paths\": {\"/api/v1/alerts\": {\"get\": {}}}}")))
                .contains("the path");
        assertThat(Catalogue.unknown(only("{\"paths\": {\"/other\": {\"get\": {}}}}")))
                .contains("the path");
        assertThat(
                        Catalogue.unknown(
                                only(
                                        "{\"paths\": {\"/api/v1/sites\": {\"get\": {\"parameters\": [{\"in\": \"query\", \"name\": \"near\"}]}}}}")))
                .contains("query near");
        assertThat(Catalogue.unknown(only("""
                        {"paths": {"/api/v1/sites": {"post": {"requestBody": {"content": {"application/json":
                         {"schema": {"properties": {"name": {}, "owner": {}}}}}}}}}}"""))).contains("body owner");
        assertThat(
                        Catalogue.unknown(
                                only(
                                        "{\"paths\": {\"/api/v1/sites\": {\"post\": {\"requestBody\": {\"content\": {\"image/png\": {}}}}}}}")))
                .contains("a body of image/png");
    }

    private static Operation only(String openapi) throws Exception {
        List<Operation> all = Surface.of(Json.mapper().readTree(openapi));
        assertThat(all).hasSize(1);
        return all.get(0);
    }
}
