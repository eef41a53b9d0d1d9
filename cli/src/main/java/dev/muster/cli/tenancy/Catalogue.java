package dev.muster.cli.tenancy;

import dev.muster.cli.tenancy.Operation.In;
import dev.muster.cli.tenancy.Operation.Slot;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the program knows of the surface. A path, parameter or member that does not stand here fails the check, by its
 * name: whoever adds an endpoint says here what its values name, and {@link Planting} makes what it can show.
 */
final class Catalogue {

    static final String API = "/api/v1";

    /** Paths behind {@link #API}, with {@code {}} for a value. */
    private static final Set<String> PATHS = Stream.of(
                    "/audit /audit/export",
                    "/auth/invitations/accept /auth/invitations/look /auth/login /auth/logout /auth/me /auth/refresh",
                    "/auth/sessions /auth/sessions/{} /auth/signing-key",
                    "/auth/api-keys /auth/api-keys/{} /auth/password /auth/totp /auth/totp/confirm /auth/totp/disable",
                    "/auth/totp/recovery-codes /users/{}/totp /auth/password-reset /auth/password-reset/accept",
                    "/auth/oidc /auth/oidc/remove /auth/invitations/oidc",
                    "/device-groups /device-groups/{} /device-groups/{}/members /device-views /device-views/{}",
                    "/commands/meaning /device/checkin /provision",
                    "/devices /devices/conflicts /devices/conflicts/{}/settle /devices/connected /devices/export /devices/former /devices/import",
                    "/devices/move /devices/unclaimed",
                    "/devices/{} /devices/{}/commands /devices/{}/commands/{} /devices/{}/credentials",
                    "/devices/{}/credentials/rotate /devices/{}/errlog /devices/{}/errlog/read /devices/{}/events /devices/{}/logs",
                    "/devices/{}/history /devices/{}/frames /devices/{}/mqtt",
                    "/devices/{}/move /devices/{}/readings /devices/{}/state /devices/{}/telemetry /devices/{}/token",
                    "/enrollment-keys /enrollment-keys/{} /factory-keys /factory-keys/{} /provision-tokens",
                    "/provision-tokens/{} /fleets /fleets/{} /fleets/{}/devices /orgs /orgs/{} /sites /sites/{}",
                    "/people /people/{} /users /users/{} /retention /retention/runs")
            .flatMap(line -> Stream.of(line.split(" ")))
            .collect(Collectors.toUnmodifiableSet());

    /** A value in a path, by what stands before it. */
    private static final Map<String, Kind> IN_PATH = Map.ofEntries(
            Map.entry("devices", Kind.DEVICE),
            Map.entry("conflicts", Kind.DEVICE),
            Map.entry("commands", Kind.COMMAND),
            Map.entry("fleets", Kind.FLEET),
            Map.entry("sites", Kind.SITE),
            Map.entry("device-groups", Kind.GROUP),
            Map.entry("device-views", Kind.VIEW),
            Map.entry("enrollment-keys", Kind.ENROLLMENT_KEY),
            Map.entry("factory-keys", Kind.FACTORY_KEY),
            Map.entry("provision-tokens", Kind.PROVISION_TOKEN),
            Map.entry("users", Kind.USER),
            Map.entry("people", Kind.USER),
            Map.entry("api-keys", Kind.API_KEY),
            Map.entry("orgs", Kind.ORG),
            Map.entry("sessions", Kind.SESSION));

    private static final Map<String, Kind> IN_QUERY = Map.ofEntries(
            Map.entry("q", Kind.SEARCH),
            Map.entry("sort", Kind.SORT),
            Map.entry("cursor", Kind.CURSOR),
            Map.entry("device", Kind.DEVICE),
            Map.entry("actor", Kind.ACTOR),
            Map.entry("keys", Kind.READING_KEY),
            Map.entry("companyId", Kind.ORG));

    /** Members of bodies; those that mean something else on each path stand with it. */
    private static final Map<String, Kind> IN_BODY = Map.ofEntries(
            Map.entry("/devices id", Kind.DEVICE),
            Map.entry("/auth/signing-key id", Kind.SIGNING_KEY),
            Map.entry("deviceId", Kind.DEVICE),
            Map.entry("deviceIds", Kind.DEVICE),
            Map.entry("site", Kind.SITE_SLUG),
            Map.entry("column id", Kind.DEVICE),
            Map.entry("column site", Kind.SITE_SLUG),
            Map.entry("org", Kind.ORG),
            Map.entry("email", Kind.EMAIL),
            Map.entry("fleets", Kind.FLEET),
            Map.entry("query", Kind.SEARCH));

    private static final Map<String, Kind> IN_HEADER = Map.of(
            "Content-Encoding",
            Kind.PLAIN,
            "If-Match",
            Kind.VERSION,
            "Idempotency-Key",
            Kind.IDEMPOTENCY,
            "X-Enrollment-Key",
            Kind.PLAIN);

    /** Parameters that name nothing, with what they say; an empty text leaves them out until all are wanted. */
    private static final Map<String, String> PLAIN_QUERY = Map.ofEntries(
            Map.entry("action", "device.registered"),
            Map.entry("agg", "avg"),
            Map.entry("dryRun", "true"),
            Map.entry("from", "2026-01-01T00:00:00Z"),
            Map.entry("to", "2099-01-01T00:00:00Z"),
            Map.entry("limit", "500"),
            Map.entry("line", "ping"),
            Map.entry("name", "probe"),
            Map.entry("offset", "0"),
            Map.entry("productionLineId", "probe"),
            Map.entry("scope", "org"),
            Map.entry("status", "reporting"),
            Map.entry("settled", "true"),
            Map.entry("step", "60"),
            Map.entry("type", "alert"),
            Map.entry("version", "1.0.0"));

    /** Members of bodies that name nothing. */
    private static final Map<String, Object> PLAIN_BODY = Map.ofEntries(
            Map.entry("address", "probe"),
            Map.entry("allowed", false),
            Map.entry("attributes", Map.of("probe", 1)),
            Map.entry("code", "000000"),
            Map.entry("current", "no password of anybody 4711"),
            Map.entry("new", "no password of anybody 4712"),
            Map.entry("command", Map.of("type", "ping")),
            Map.entry("entry", 1),
            Map.entry("key", "A".repeat(43)),
            Map.entry("label", "probe"),
            Map.entry("model", "probe"),
            Map.entry("name", "probe"),
            Map.entry("notes", "probe"),
            Map.entry("password", "no password of anybody 4711"),
            Map.entry("provisionToken", "mpt_none"),
            Map.entry("readingDays", 90),
            Map.entry("eventDays", 365),
            Map.entry("logDays", 30),
            Map.entry("reason", "probe"),
            Map.entry("required", true),
            Map.entry("role", "VIEWER"),
            Map.entry("shared", false),
            Map.entry("sim", "89000000000000000001"),
            Map.entry("sort", "label"),
            Map.entry("state", "disabled"),
            Map.entry("tags", List.of("probe")),
            Map.entry("timeZone", "UTC"),
            Map.entry("token", "none"),
            Map.entry("version", "1.0.0"));

    private static final Set<String> LEFT_OUT = Set.of(
            "autoApprove",
            "disabled",
            "expiresAt",
            "issuedAt",
            "line",
            "maxUses",
            "mode",
            "platformOperator",
            "signature",
            "signedCommands",
            "slug",
            "timeoutMs",
            "totp");

    private static final Set<String> BODIES = Set.of("application/json", "application/vnd.muster.frame", "text/csv");

    private Catalogue() {}

    /** What of the operation is not known; empty where all is. */
    static Optional<String> unknown(Operation operation) {
        var shape = operation.path().replaceAll("\\{[^}]*}", "{}");
        if (!shape.startsWith(API + "/") || !PATHS.contains(shape.substring(API.length()))) {
            return Optional.of("the path");
        }
        if (operation.contentType() != null && !BODIES.contains(operation.contentType())) {
            return Optional.of("a body of " + operation.contentType());
        }
        return operation.slots().stream()
                .filter(slot -> kind(operation, slot) == null)
                .map(slot -> slot.in().name().toLowerCase(java.util.Locale.ROOT) + " " + slot.name())
                .findFirst();
    }

    /** Null for what is not known. */
    static Kind kind(Operation operation, Slot slot) {
        return switch (slot.in()) {
            case PATH -> IN_PATH.get(before(operation.path(), slot.name()));
            case QUERY -> {
                if (slot.name().equals("q") && !isDevices(operation)) {
                    yield Kind.WORD;
                }
                yield PLAIN_QUERY.containsKey(slot.name()) ? Kind.PLAIN : IN_QUERY.get(slot.name());
            }
            case HEADER -> IN_HEADER.get(slot.name());
            case BODY ->
                PLAIN_BODY.containsKey(slot.name()) || LEFT_OUT.contains(slot.name())
                        ? Kind.PLAIN
                        : IN_BODY.getOrDefault(
                                operation.path().replace(API, "") + " " + slot.name(), IN_BODY.get(slot.name()));
        };
    }

    /** Whether its {@code q} is in the search language of devices; other lists look for words. */
    private static boolean isDevices(Operation operation) {
        var at = operation.path().substring(API.length());
        return at.startsWith("/devices") && !at.equals("/devices/connected");
    }

    /** What a plain slot says where nothing else is asked for; null for nothing. */
    static Object plain(Slot slot) {
        return slot.in() == In.BODY ? PLAIN_BODY.get(slot.name()) : PLAIN_QUERY.get(slot.name());
    }

    /**
     * Ids of devices are unique on the platform: whoever names one that is taken for a device of their own has to be told,
     * and is told no more. These are not compared with an id that is free.
     */
    static boolean tellsTaken(Operation operation, Slot slot) {
        var at = operation.path().substring(API.length());
        return switch (at) {
            case "/devices", "/devices/import", "/provision" ->
                slot.in() == In.BODY && kind(operation, slot) == Kind.DEVICE;
            case "/devices/{id}/token" -> slot.in() == In.PATH;
            default -> false;
        };
    }

    /** Whether it takes the session of its caller away; such are asked without naming an org the caller is in. */
    static boolean endsSession(Operation operation) {
        return operation.path().equals(API + "/auth/logout") || operation.path().equals(API + "/auth/refresh");
    }

    /**
     * Inviting somebody by e-mail makes them an invited member of one's own org, who is seen there by the id of their
     * account. Such come last, so that nobody of B is known in A before.
     */
    static boolean invites(Operation operation) {
        return operation.path().equals(API + "/users") && operation.method().equals("POST");
    }

    private static String before(String path, String name) {
        var segments = path.split("/");
        for (var i = 1; i < segments.length; i++) {
            if (segments[i].equals("{" + name + "}")) {
                return segments[i - 1];
            }
        }
        return "";
    }
}
