package io.github.cloudstackreactive.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** The paging rules of behaviour (c), one by one. */
class PagingTest {

    @RegisterExtension
    static final SimulatorExtension CLOUD =
            SimulatorExtension.of(b -> b.vms(23).volumes(5).defaultPageSize(10));

    private static Caller.Reply list(String... parameters) {
        String[] all = new String[parameters.length + 2];
        System.arraycopy(parameters, 0, all, 0, parameters.length);
        all[parameters.length] = "listall";
        all[parameters.length + 1] = "true";
        return Caller.admin(CLOUD.get()).get("listVirtualMachines", all);
    }

    private static int rows(Caller.Reply reply) {
        return reply.inner().path("virtualmachine").size();
    }

    @Test
    void pagesTogetherHoldEveryRowOnceInTheSameOrder() {
        Set<String> ids = new LinkedHashSet<>();
        for (int page = 1; page <= 3; page++) {
            Caller.Reply reply = list("page", Integer.toString(page), "pagesize", "10");
            assertThat(reply.inner().path("count").asInt()).isEqualTo(23);
            for (JsonNode row : reply.inner().path("virtualmachine")) {
                assertThat(ids.add(row.path("id").asString())).isTrue();
            }
        }
        assertThat(ids).hasSize(23);
    }

    @Test
    void pageWithoutPagesizeIsRefused() {
        Caller.Reply reply = list("page", "1");
        assertThat(reply.status()).isEqualTo(431);
        assertThat(reply.code()).isEqualTo(9999);
        assertThat(reply.text()).isEqualTo("\"pagesize\" parameter is required when \"page\" is specified");
    }

    @Test
    void pagesizeWithoutPageIsRefused() {
        assertThat(list("pagesize", "5").status()).isEqualTo(431);
    }

    @Test
    void aLargerPageThanAllowedIsRefusedAndTheLimitIsNamed() {
        Caller.Reply reply = list("page", "1", "pagesize", "11");
        assertThat(reply.status()).isEqualTo(431);
        assertThat(reply.code()).isEqualTo(4350);
        assertThat(reply.text()).isEqualTo("Page size can't exceed max allowed page size value: 10");
    }

    @Test
    void withoutPagingTheDefaultPageComesAndTheCountOfAll() {
        Caller.Reply reply = list();
        assertThat(rows(reply)).isEqualTo(10);
        assertThat(reply.inner().path("count").asInt()).isEqualTo(23);
    }

    @Test
    void pagesizeMinusOneGivesEverything() {
        assertThat(rows(list("pagesize", "-1"))).isEqualTo(23);
    }

    @Test
    void pagesizeMinusOneWithAPageIsRefused() {
        assertThat(list("page", "1", "pagesize", "-1").status()).isEqualTo(431);
    }

    @Test
    void pageZeroAndMinusOneAreTheFirst() {
        String first = list("page", "1", "pagesize", "5").body();
        assertThat(list("page", "0", "pagesize", "5").body()).isEqualTo(first);
        assertThat(list("page", "-1", "pagesize", "5").body()).isEqualTo(first);
        assertThat(list("page", "2", "pagesize", "5").body()).isNotEqualTo(first);
    }

    @Test
    void pagesizeZeroGivesTheCountAlone() {
        assertThat(list("page", "1", "pagesize", "0").body())
                .isEqualTo("{\"listvirtualmachinesresponse\":{\"count\":23}}");
    }

    @Test
    void aPagePastTheEndGivesTheCountAlone() {
        assertThat(list("page", "4", "pagesize", "10").body())
                .isEqualTo("{\"listvirtualmachinesresponse\":{\"count\":23}}");
    }

    @Test
    void anEmptyListIsAnEmptyObject() {
        assertThat(list("name", "no-such-vm").body()).isEqualTo("{\"listvirtualmachinesresponse\":{}}");
    }

    @Test
    void apisAreNeverPaged() {
        Caller.Reply reply = Caller.admin(CLOUD.get()).get("listApis", "page", "1", "pagesize", "2");
        assertThat(reply.inner().path("api").size())
                .isEqualTo(reply.inner().path("count").asInt())
                .isGreaterThan(30);
    }
}
