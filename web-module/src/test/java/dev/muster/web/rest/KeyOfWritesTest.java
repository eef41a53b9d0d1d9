package dev.muster.web.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.muster.protocol.Json;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every write of the surface takes an {@code Idempotency-Key}, in the code and in its description. */
class KeyOfWritesTest {

    @Test
    void every_write_of_the_code_but_the_named_ones_happens_once_for_its_key() {
        TreeSet<String> without = writes().filter(method -> !isIdempotent(method))
                .map(KeyOfWritesTest::name)
                .collect(Collectors.toCollection(TreeSet::new));
        without.add("CheckInServlet_checkIn"); // a servlet, that no walk over resources finds
        assertThat(without).isEqualTo(new TreeSet<>(KeyOfWrites.WITHOUT));
    }

    @Test
    void a_write_that_answers_later_is_the_one_that_keeps_its_answer_itself() {
        assertThat(writes().filter(KeyOfWritesTest::answersLater).map(KeyOfWritesTest::name))
                .containsExactly("CommandsResource_send");
    }

    @Test
    void the_description_says_so_of_the_same_writes() throws IOException {
        var described = new TreeSet<String>();
        Json.mapper()
                .readTree(Files.readAllBytes(java.nio.file.Path.of("target/openapi/openapi.json")))
                .path("paths")
                .forEach(path -> path.forEach(operation -> {
                    if (operation.path("parameters").toString().contains("#/components/parameters/Idempotency-Key")) {
                        described.add(operation.path("operationId").asText());
                    }
                }));
        var taken = writes().map(KeyOfWritesTest::name)
                .filter(name -> !KeyOfWrites.WITHOUT.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(described).isEqualTo(taken).hasSizeGreaterThan(5);
    }

    private static boolean isIdempotent(Method method) {
        return method.isAnnotationPresent(Idempotent.class)
                || method.getDeclaringClass().isAnnotationPresent(Idempotent.class);
    }

    private static boolean answersLater(Method method) {
        return List.of(method.getParameterTypes()).contains(AsyncResponse.class);
    }

    private static String name(Method method) {
        return method.getDeclaringClass().getSimpleName() + "_" + method.getName();
    }

    private static Stream<Method> writes() {
        return new ClassFileImporter()
                .importPackages("dev.muster.web").stream()
                        .filter(each -> each.isAnnotatedWith(Path.class))
                        .map(JavaClass::reflect)
                        .flatMap(each -> Stream.of(each.getDeclaredMethods()))
                        .filter(method -> Stream.of(method.getAnnotations())
                                .map(annotation -> annotation.annotationType())
                                .anyMatch(type -> type.isAnnotationPresent(HttpMethod.class) && type != GET.class));
    }
}
