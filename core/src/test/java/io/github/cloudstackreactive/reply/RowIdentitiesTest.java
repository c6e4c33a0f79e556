package io.github.cloudstackreactive.reply;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowIdentitiesTest {

    private record Identity(long high, long low) {}

    private static Identity only(RowIdentities identities) {
        assertThat(identities.size()).isEqualTo(1);
        return new Identity(identities.high(0), identities.low(0));
    }

    private static Identity ofId(String id, @Nullable String zone) {
        RowIdentities identities = new RowIdentities(1);
        identities.addText(id, zone);
        return only(identities);
    }

    private static Identity ofBytes(String text) {
        byte[] bytes = ("--" + text + "--").getBytes(StandardCharsets.UTF_8);
        RowIdentities identities = new RowIdentities(1);
        identities.addBytes(bytes, 2, bytes.length - 2);
        return only(identities);
    }

    @Test
    void aRowIsKnownByItsIdAndZone() {
        assertThat(ofId("a", null)).isEqualTo(ofId("a", null)).isNotEqualTo(ofId("b", null));
        assertThat(ofId("a", "z1")).isEqualTo(ofId("a", "z1")).isNotEqualTo(ofId("a", "z2"));
        assertThat(ofId("a", "z1")).isNotEqualTo(ofId("a", null)).isNotEqualTo(ofId("az1", null));
        assertThat(ofId("", null)).isNotEqualTo(ofId("\0", null));
    }

    @Test
    void aRowWithoutAnIdIsKnownByAllItsBytesAndByNoOthers() {
        assertThat(ofBytes("{\"a\":1}")).isEqualTo(ofBytes("{\"a\":1}"));
        assertThat(ofBytes("{\"a\":1}")).isNotEqualTo(ofBytes("{\"a\":2}")).isNotEqualTo(ofBytes("{\"b\":1}"));
        assertThat(ofBytes("{\"a\":1}")).isNotEqualTo(ofBytes("{\"a\":1} "));
        assertThat(ofBytes("a")).as("nor is an id taken for bytes").isNotEqualTo(ofId("a", null));
    }

    @Test
    void ofManyIdsNoTwoAreTheSameAndTheirLowBitsAreSpread() {
        Set<Identity> all = new HashSet<>();
        int[] places = new int[1 << 16];
        for (int row = 0; row < 100_000; row++) {
            Identity counted = ofId("vm-" + row, null);
            all.add(counted);
            all.add(ofId(new UUID(row, 0x8000000000000000L).toString(), "zone"));
            places[(int) counted.low() & places.length - 1]++;
        }
        int fullest = 0;
        for (int place : places) {
            fullest = Math.max(fullest, place);
        }

        assertThat(all).hasSize(200_000);
        assertThat(fullest).as("of 1.5 rows a place on average").isLessThan(16);
    }

    @Test
    void idsThatDifferInHighBitsOnlyDifferInLowBitsOfTheirIdentity() {
        Set<Long> places = new HashSet<>();
        for (int id = 0; id < 64; id++) {
            places.add(ofId(Character.toString(0x100 + 4 * id), null).low() & 3);
        }

        assertThat(places).containsExactlyInAnyOrder(0L, 1L, 2L, 3L);
    }

    @Test
    void theSameRowsInTheSameOrderAreEqual() {
        RowIdentities one = new RowIdentities(1);
        RowIdentities other = new RowIdentities(50);
        RowIdentities turned = new RowIdentities(0);
        for (int row = 0; row < 20; row++) {
            one.addText("r" + row, null);
            other.addText("r" + row, null);
            turned.addText("r" + (19 - row), null);
        }

        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other).isNotEqualTo(turned);
        other.addText("r20", null);
        assertThat(one).isNotEqualTo(other);
        assertThat(new RowIdentities(3)).isEqualTo(new RowIdentities(0)).hasSameHashCodeAs(new RowIdentities(0));
    }

    @Test
    void itIsKnownWhetherAnyTwoDiffer() {
        RowIdentities alike = new RowIdentities(1);
        assertThat(alike.anyDiffer()).isFalse();
        for (int row = 0; row < 5; row++) {
            alike.addText("same", null);
            assertThat(alike.anyDiffer()).isFalse();
        }
        alike.addText("other", null);
        assertThat(alike.anyDiffer()).isTrue();
    }

    @Test
    void rowsOfAnotherAreAddedAfterItsOwn() {
        RowIdentities first = new RowIdentities(1);
        RowIdentities second = new RowIdentities(1);
        RowIdentities both = new RowIdentities(1);
        for (String id : new String[] {"a", "b"}) {
            first.addText(id, null);
            both.addText(id, null);
        }
        for (String id : new String[] {"c", "d", "e"}) {
            second.addText(id, "z");
            both.addText(id, "z");
        }

        first.addAll(second);
        assertThat(first).isEqualTo(both);
        first.add(second, 1);
        assertThat(first.high(5)).isEqualTo(second.high(1));
        assertThat(first.size()).isEqualTo(6);
    }
}
