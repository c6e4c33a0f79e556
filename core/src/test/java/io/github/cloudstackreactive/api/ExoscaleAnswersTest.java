package io.github.cloudstackreactive.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.cloudstackreactive.api.CatalogFacts.CommandFacts;
import io.github.cloudstackreactive.command.AsyncCommand;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.ListCommand;
import io.github.cloudstackreactive.command.Parameters;
import io.github.cloudstackreactive.exoscale.AddNicToVirtualMachine;
import io.github.cloudstackreactive.exoscale.ApiKey;
import io.github.cloudstackreactive.exoscale.CreateApiKey;
import io.github.cloudstackreactive.exoscale.CreateDnsDomainRecord;
import io.github.cloudstackreactive.exoscale.CreateInstancePool;
import io.github.cloudstackreactive.exoscale.DeleteTemplate;
import io.github.cloudstackreactive.exoscale.DeployVirtualMachine;
import io.github.cloudstackreactive.exoscale.DestroyVirtualMachine;
import io.github.cloudstackreactive.exoscale.DnsDomain;
import io.github.cloudstackreactive.exoscale.DnsRecord;
import io.github.cloudstackreactive.exoscale.DnsZoneFile;
import io.github.cloudstackreactive.exoscale.ElasticIpAddress;
import io.github.cloudstackreactive.exoscale.EncryptedPassword;
import io.github.cloudstackreactive.exoscale.GetDnsDomainZoneFile;
import io.github.cloudstackreactive.exoscale.GetInstancePool;
import io.github.cloudstackreactive.exoscale.GetVMPassword;
import io.github.cloudstackreactive.exoscale.Instance;
import io.github.cloudstackreactive.exoscale.InstanceNic;
import io.github.cloudstackreactive.exoscale.InstanceOffering;
import io.github.cloudstackreactive.exoscale.InstancePool;
import io.github.cloudstackreactive.exoscale.InstancePoolState;
import io.github.cloudstackreactive.exoscale.InstanceSecurityGroup;
import io.github.cloudstackreactive.exoscale.InstanceTemplate;
import io.github.cloudstackreactive.exoscale.ListAccounts;
import io.github.cloudstackreactive.exoscale.ListApiKeyOperations;
import io.github.cloudstackreactive.exoscale.ListApiKeys;
import io.github.cloudstackreactive.exoscale.ListDnsDomainRecords;
import io.github.cloudstackreactive.exoscale.ListDnsDomains;
import io.github.cloudstackreactive.exoscale.ListInstancePools;
import io.github.cloudstackreactive.exoscale.ListNics;
import io.github.cloudstackreactive.exoscale.ListSecurityGroups;
import io.github.cloudstackreactive.exoscale.ListServiceOfferings;
import io.github.cloudstackreactive.exoscale.ListTemplates;
import io.github.cloudstackreactive.exoscale.Organization;
import io.github.cloudstackreactive.exoscale.QueryReverseDnsForPublicIpAddress;
import io.github.cloudstackreactive.exoscale.QueryReverseDnsForVirtualMachine;
import io.github.cloudstackreactive.exoscale.RegisterCustomTemplate;
import io.github.cloudstackreactive.exoscale.ReverseDnsRecord;
import io.github.cloudstackreactive.exoscale.ScaleVirtualMachine;
import io.github.cloudstackreactive.model.Success;
import io.github.cloudstackreactive.reply.Answer;
import io.github.cloudstackreactive.reply.Decoder;
import io.github.cloudstackreactive.reply.JobReport;
import io.github.cloudstackreactive.reply.Reply;
import io.github.cloudstackreactive.reply.ReplyForm;
import io.github.cloudstackreactive.reply.ReplyHead;
import io.github.cloudstackreactive.support.ReadPage;
import io.github.cloudstackreactive.support.TypedValues;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The answers that the vendor's document gives as examples, read through the typed commands.
 *
 * <p>Twelve of them are not whole in the document, which leaves out fields or rows; they stand in a file of their own, with
 * the gap closed.
 */
class ExoscaleAnswersTest {

    private static final Map<String, CommandFacts> COMMANDS = CatalogFacts.commands()
            .filter(command -> command.packageName().equals("exoscale"))
            .collect(Collectors.toMap(CommandFacts::name, Function.identity()));
    private static final JsonNode WHOLE = read("answers.json");
    private static final JsonNode MENDED = read("answers-mended.json");
    private static final JsonNode ANSWERS = ((ObjectNode) WHOLE.deepCopy()).setAll((ObjectNode) MENDED);

    private final Decoder decoder = new Decoder(Clock.systemUTC(), ReplyForm.JSON);

    static Stream<String> commands() {
        return ANSWERS.propertyStream().map(Map.Entry::getKey);
    }

    @Test
    void everyDocumentedAnswerIsThere() {
        assertThat(WHOLE.size()).isEqualTo(54);
        assertThat(MENDED.size()).isEqualTo(12);
        assertThat(commands()).hasSize(66);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void noFieldIsUnknown(String name) {
        Command<?> command = COMMANDS.get(name).asCommand();
        List<?> values = read(command);
        if (isOnlyAJobId(name)) {
            assertThat(values).isEmpty();
            return;
        }
        assertThat(values)
                .isNotEmpty()
                .allSatisfy(value ->
                        assertThat(value).isInstanceOf(command.description().type()));
        if (command.description().type() != String.class) {
            values.forEach(TypedValues::requireKnown);
        }
    }

    private static boolean isOnlyAJobId(String name) {
        return ANSWERS.path(name).size() == 1 && ANSWERS.path(name).has("jobid");
    }

    /** All that a command answers by the document; nothing where that is only a job's id. */
    private List<?> read(Command<?> command) {
        if (command instanceof ListCommand<?> list) {
            return rows(list);
        }
        Object value = one(command);
        return value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
    }

    private <T> List<T> rows(ListCommand<T> command) {
        return ReadPage.of(decoder, command, Parameters.NONE, reply(command), true)
                .block()
                .rows();
    }

    private <T> T one(Command<T> command) {
        if (isOnlyAJobId(command.description().name())) {
            assertThat(decoder.answer(command, reply(command)).block())
                    .isEqualTo(new Answer.Job<>("<ID to use with queryAsyncJobResult>", null));
            return null;
        }
        JsonNode answer = ANSWERS.path(command.description().name());
        if (answer.has("jobresult")) {
            return result(command, decoder.job(command, reply(command)).block());
        }
        if (command instanceof AsyncCommand) {
            return result(command, new JobReport(JobReport.SUCCEEDED, 0, answer, null, null, 100));
        }
        return ((Answer.Value<T>) decoder.answer(command, reply(command)).block()).value();
    }

    private <T> T result(Command<T> command, JobReport report) {
        assertThat(report.status()).isEqualTo(JobReport.SUCCEEDED);
        return decoder.result(command, "1", null, report).block();
    }

    @Test
    void aDomainStandsOnceMoreInAnObject() {
        DnsDomain domain = rows(new ListDnsDomains()).get(0);

        assertThat(domain.id()).isEqualTo(119_999);
        assertThat(domain.name()).isEqualTo("my-domain.com");
        assertThat(domain.accountNumber()).isEqualTo(9_999);
        assertThat(domain.accountId()).isEqualTo("f5f42ecd-e38b-4211-937d-4fe2d40d3354");
        assertThat(domain.created()).isEqualTo(OffsetDateTime.parse("2019-08-16T10:03:50Z"));
        assertThat(domain.expires()).isNull();
        assertThat(domain.has("expires")).isFalse();
        assertThat(domain.token()).isEqualTo("abf496dd48534ea4bc10c1a4f8c781d5");
        assertThat(domain.toString()).doesNotContain("abf496dd48534ea4bc10c1a4f8c781d5");
    }

    @Test
    void aRecordOfTheDomainItselfHasAnEmptyName() {
        List<DnsRecord> records = rows(new ListDnsDomainRecords());

        assertThat(records).extracting(DnsRecord::recordType).containsExactly("SOA", "NS");
        assertThat(records).extracting(DnsRecord::name).containsExactly("", "");
        assertThat(records).extracting(DnsRecord::ttl).containsOnly(3_600L);
        assertThat(records).extracting(DnsRecord::priority).containsOnlyNulls();
        assertThat(records.get(1).createdAt()).isEqualTo(OffsetDateTime.parse("2019-08-16T10:03:51Z"));
    }

    @Test
    void aRecordMadeComesWithoutAKeyOfItsOwn() {
        DnsRecord made = one(new CreateDnsDomainRecord());

        assertThat(made.id()).isEqualTo(199_999);
        assertThat(made.domainId()).isEqualTo(119_999);
        assertThat(made.content()).isEqualTo("0.0.0.0");
        assertThat(made.name()).isEqualTo("test");
    }

    @Test
    void aZoneFileKeepsItsLines() {
        DnsZoneFile zone = one(new GetDnsDomainZoneFile());

        assertThat(zone.id()).isEqualTo(119_999);
        assertThat(zone.zoneFile().lines()).hasSize(7).startsWith("$ORIGIN my-domain.com.", "$TTL 1h");
    }

    @Test
    void aKeyShowsItsSecretToNoLog() {
        ApiKey made = one(new CreateApiKey());

        assertThat(made.key()).isEqualTo("EXO1235b51e0a0d2988dd4f182d");
        assertThat(made.secret()).isEqualTo("7oEJI0vd0PAXg8MNgcELStczPdBc30WO_KSBjKmbe-o");
        assertThat(made.resources()).containsExactly("sos/bucket:some-bucket");
        assertThat(made.toString()).doesNotContain("7oEJI0vd0PAXg8MNgcELStczPdBc30WO_KSBjKmbe-o");
        assertThat(rows(new ListApiKeys()))
                .extracting(ApiKey::operations)
                .containsExactly(List.of(), List.of("compute/*", "iam/*"));
    }

    @Test
    void operationsAreStrings() {
        assertThat(rows(new ListApiKeyOperations()))
                .hasSize(17)
                .startsWith("compute/*", "compute/activateIp6")
                .endsWith("sos/createBucket", "sos/deleteBucket");
    }

    @Test
    void aPoolThatIsMadeComesFlatAndOneThatIsGotInAList() {
        InstancePool made = one(new CreateInstancePool());
        assertThat(made.size()).isEqualTo(3);
        assertThat(made.state()).isSameAs(InstancePoolState.CREATING);
        assertThat(made.ipv6()).isFalse();

        InstancePool got = one(new GetInstancePool()).get(0);
        assertThat(got.rootDiskSize()).isEqualTo(10);
        assertThat(got.state()).isSameAs(InstancePoolState.RUNNING);
        assertThat(got.virtualMachines())
                .extracting(Instance::id)
                .containsExactly("8e5fe56d-6d8a-4210-b826-73327b9385dc");
        assertThat(rows(new ListInstancePools()).get(0).virtualMachines()).isEqualTo(got.virtualMachines());
    }

    @Test
    void reverseDnsStandsInTheNicOrTheAddress() {
        InstanceNic nic = one(new QueryReverseDnsForVirtualMachine()).nic().get(0);
        assertThat(nic.reverseDns())
                .extracting(ReverseDnsRecord::ipAddress, ReverseDnsRecord::domainName)
                .startsWith(tuple("185.150.8.3", "example.exo"));

        ElasticIpAddress address = one(new QueryReverseDnsForPublicIpAddress());
        assertThat(address.reverseDns()).hasSize(2);
        assertThat(address.reverseDns().get(1).ip6Address()).isEqualTo("2a04:c45:c00:68f:417:50ff:fe00:46");
    }

    @Test
    void aMachineHasItsNicsAndGroups() {
        Instance machine = one(new DeployVirtualMachine());

        assertThat(machine.created()).isEqualTo(OffsetDateTime.parse("2013-12-19T22:28:31+01:00"));
        assertThat(machine.cpuUsed()).isEqualTo("0.22%");
        assertThat(machine.memory()).isEqualTo(512);
        assertThat(machine.keypair()).isEqualTo("vagrant");
        assertThat(machine.passwordEnabled()).isTrue();
        assertThat(machine.nic()).extracting(InstanceNic::ipAddress).containsExactly("185.19.28.148");
        assertThat(machine.securityGroup())
                .extracting(InstanceSecurityGroup::name)
                .containsExactly("default");
        assertThat(one(new AddNicToVirtualMachine()).nic()).hasSize(2);
    }

    @Test
    void aResultUnderTheKeyNullIsAMachineWithoutAnything() {
        Instance destroyed = one(new DestroyVirtualMachine());

        assertThat(destroyed.id()).isNull();
        assertThat(destroyed.nic()).isEmpty();
        assertThat(destroyed.has("nic")).isTrue();
    }

    @Test
    void successMayBeAString() {
        assertThat(one(new ScaleVirtualMachine()).success()).isTrue();
    }

    @Test
    void anAnswerMayBeTheWholeJob() {
        Success deleted = one(new DeleteTemplate());
        assertThat(deleted.success()).isTrue();

        InstanceTemplate registered = one(new RegisterCustomTemplate()).get(0);
        assertThat(registered.id()).isEqualTo("c0b087fe-5c25-4fb9-82de-26048dcc96f7");
        assertThat(registered.crossZonesLowerCase()).isTrue();
        assertThat(registered.crossZones()).isNull();
        assertThat(registered.details()).isEmpty();
    }

    @Test
    void aTemplateHasItsDetailsAndCrossZonesInEitherCase() {
        InstanceTemplate template = rows(new ListTemplates()).get(0);

        assertThat(template.details()).containsExactly(Map.entry("username", "debian"));
        assertThat(template.crossZones()).isTrue();
        assertThat(template.crossZonesLowerCase()).isNull();
        assertThat(template.size()).isEqualTo(1_418_264_736L);
    }

    @Test
    void othersByAValueEach() {
        EncryptedPassword password = one(new GetVMPassword());
        assertThat(password.password()).startsWith("base64 encoded");
        assertThat(password.toString()).doesNotContain("base64 encoded");

        Organization organization = rows(new ListAccounts()).get(0);
        assertThat(organization.ipTotal()).isEqualTo(-119);
        assertThat(organization.vmLimit()).isEqualTo("200");

        List<InstanceOffering> offerings = rows(new ListServiceOfferings());
        assertThat(offerings).hasSize(11);
        assertThat(offerings.get(10).serviceOfferingDetails()).containsEntry("pciVendor", "10de");

        InstanceSecurityGroup group = rows(new ListSecurityGroups()).get(1);
        assertThat(group.ingressRule().get(1).icmpType()).isEqualTo(8);

        assertThat(rows(new ListNics()).get(0).secondaryIp().get(0).ipAddress()).isEqualTo("159.100.241.252");
    }

    private static Reply reply(Command<?> command) {
        String name = command.description().name();
        byte[] body = ("{\"" + name.toLowerCase(Locale.ROOT) + "response\":" + ANSWERS.path(name) + "}")
                .getBytes(StandardCharsets.UTF_8);
        return new ReplyHead(200, "application/json", body.length).with(body, body.length);
    }

    private static JsonNode read(String file) {
        try (InputStream answers = ExoscaleAnswersTest.class.getResourceAsStream("/exoscale/" + file)) {
            return JsonMapper.shared().readTree(answers.readAllBytes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
