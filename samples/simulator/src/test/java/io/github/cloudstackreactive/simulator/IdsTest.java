package io.github.cloudstackreactive.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Ids are computed from an index and lead back to it. */
class IdsTest {

    @Test
    void anIdLeadsBackToItsIndexAndBelongsToOneKind() {
        Set<String> seen = new HashSet<>();
        for (Kind kind : Kind.values()) {
            for (long index : new long[] {-3, -1, 0, 1, 2, 999_999, 1L << 40}) {
                String id = kind.id(index);
                assertThat(seen.add(id)).isTrue();
                assertThat(UUID.fromString(id).version()).isEqualTo(4);
                assertThat(UUID.fromString(id).variant()).isEqualTo(2);
                for (Kind other : Kind.values()) {
                    assertThat(other.indexOf(id).isPresent()).isEqualTo(other == kind);
                }
                assertThat(kind.indexOf(id)).hasValue(index);
            }
        }
    }

    @Test
    void whatIsNoIdOfOursLeadsNowhere() {
        for (String text :
                new String[] {"", "1", "1-1-1-1-1", "ea7ce03d-501d-41b2-a9f6-f10074427094", "x".repeat(36)}) {
            assertThat(Kind.ZONE.indexOf(text)).isEmpty();
        }
    }
}
