package dev.muster.web.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.muster.protocol.Json;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OpenApiTest {

    private static JsonNode document;

    @BeforeAll
    static void read() throws IOException {
        document = Json.mapper().readTree(Files.readAllBytes(java.nio.file.Path.of("target/openapi/openapi.json")));
    }

    @Test
    void every_method_of_the_code_is_described_and_nothing_else_is() {
        var described = new TreeSet<String>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(
                                method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        var coded = new TreeSet<String>();
        resources()
                .forEach(resource -> Stream.of(resource.getDeclaredMethods())
                        .forEach(method ->
                                verb(method).forEach(verb -> coded.add(verb + " " + path(resource, method)))));
        assertThat(coded).hasSizeGreaterThan(20);
        coded.add("POST /api/v1/device/checkin"); // a servlet, described by hand in META-INF/openapi.json
        assertThat(described).isEqualTo(coded);
    }

    @Test
    void every_method_says_in_one_line_what_it_does() {
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(method -> assertThat(
                                        method.getValue().path("summary").asText())
                                .as("%s %s", method.getKey(), path.getKey())
                                .isNotBlank()));
    }

    @Test
    void answers_show_their_members() {
        var schemas = document.path("components").path("schemas");
        var device = schemas.path("DeviceRow").path("properties");
        assertThat(Set.of("id", "label", "status", "lastSeen"))
                .allSatisfy(member -> assertThat(device.has(member)).as(member).isTrue());
    }

    private static Stream<Class<?>> resources() {
        return new ClassFileImporter()
                .importPackages("dev.muster.web").stream()
                        .filter(each -> each.isAnnotatedWith(Path.class))
                        .map(JavaClass::reflect);
    }

    private static Stream<String> verb(Method method) {
        return Stream.of(method.getAnnotations())
                .map(annotation -> annotation.annotationType().getAnnotation(HttpMethod.class))
                .filter(java.util.Objects::nonNull)
                .map(HttpMethod::value);
    }

    private static String path(Class<?> resource, Method method) {
        var own = method.getAnnotation(Path.class);
        return RestApplication.class.getAnnotation(ApplicationPath.class).value()
                + resource.getAnnotation(Path.class).value()
                + (own == null ? "" : own.value());
    }
}
