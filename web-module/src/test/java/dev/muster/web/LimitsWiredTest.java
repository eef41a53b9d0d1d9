package dev.muster.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.muster.platform.Count;
import dev.muster.platform.Limit;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A limit or a figure that nobody counts would stand at zero for ever and calm whoever reads it. */
class LimitsWiredTest {

    @Test
    void every_limit_is_counted_somewhere() {
        assertThat(usedOf(Limit.class)).isEqualTo(names(Limit.values()));
    }

    @Test
    void every_figure_is_counted_somewhere() {
        assertThat(usedOf(Count.class)).isEqualTo(names(Count.values()));
    }

    private static TreeSet<String> usedOf(Class<? extends Enum<?>> constants) {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("dev.muster").stream()
                        .filter(each -> !each.isEquivalentTo(constants))
                        .flatMap(each -> each.getFieldAccessesFromSelf().stream())
                        .map(JavaFieldAccess::getTarget)
                        .filter(field -> field.getOwner().isEquivalentTo(constants))
                        .map(field -> field.getName())
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    private static TreeSet<String> names(Enum<?>[] constants) {
        return Arrays.stream(constants).map(Enum::name).collect(Collectors.toCollection(TreeSet::new));
    }
}
