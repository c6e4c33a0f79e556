package io.github.cloudstackreactive.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudstackreactive.api.DeleteTags;
import io.github.cloudstackreactive.api.DeployVirtualMachine;
import io.github.cloudstackreactive.api.IpToNetwork;
import io.github.cloudstackreactive.api.TagFilter;
import org.junit.jupiter.api.Test;

class ParameterRowTest {

    @Test
    void aSetterGivesAnotherRowAndLeavesTheFirst() {
        TagFilter bare = new TagFilter();
        TagFilter keyed = bare.key("env");
        TagFilter whole = keyed.value("test");

        assertThat(bare).isEqualTo(new TagFilter()).isNotEqualTo(keyed);
        assertThat(keyed).isNotEqualTo(whole);
        assertThat(whole)
                .isEqualTo(new TagFilter().value("test").key("env"))
                .hasSameHashCodeAs(new TagFilter().value("test").key("env"));
        assertThat((Object) new TagFilter()).isNotEqualTo(new IpToNetwork());
    }

    @Test
    void rowsGoIndexByIndexWithWhatIsSet() {
        DeleteTags command = new DeleteTags()
                .tags(new TagFilter().key("env"), new TagFilter().key("os").value(""));

        assertThat(command.parameters().get("tags[0].key")).isEqualTo("env");
        assertThat(command.parameters().get("tags[0].value")).isNull();
        assertThat(command.parameters().get("tags[1].key")).isEqualTo("os");
        assertThat(command.parameters().get("tags[1].value")).isEmpty();
        assertThat(command.parameters().size()).isEqualTo(3);
    }

    @Test
    void rowsReplaceThoseBefore() {
        DeleteTags two = new DeleteTags().tags(new TagFilter().key("env").value("v"), new TagFilter().key("os"));
        DeleteTags one = two.tags(new TagFilter().key("only"));

        assertThat(one).isEqualTo(new DeleteTags().tags(new TagFilter().key("only")));
        assertThat(two.parameters().size()).isEqualTo(3);
        assertThat(one.without("tags").parameters().size()).isZero();
    }

    @Test
    void aRowThatLacksAFieldIsRefusedByName() {
        assertThatThrownBy(() -> new DeleteTags().tags(new TagFilter().key("env"), new TagFilter().value("s3cret")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A row of tags lacks key.");
    }

    @Test
    void aNullFieldIsRefusedByName() {
        assertThatThrownBy(() -> new TagFilter().value(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("value")
                .hasMessageContaining("Leave it out");
    }

    @Test
    void textShowsFieldsAndNoValue() {
        assertThat(new IpToNetwork().networkId("n-1").ip("10.0.0.9")).hasToString("IpToNetwork[networkid, ip]");
        assertThat(new DeployVirtualMachine()
                        .ipToNetworkList(new IpToNetwork().networkId("n-1"))
                        .toString())
                .isEqualTo("deployVirtualMachine[iptonetworklist[0].networkid]");
    }
}
