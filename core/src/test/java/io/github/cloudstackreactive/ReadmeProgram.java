package io.github.cloudstackreactive;

import io.github.cloudstackreactive.api.CloudStackApi;
import io.github.cloudstackreactive.api.DeployVirtualMachine;
import io.github.cloudstackreactive.api.ListVirtualMachines;
import io.github.cloudstackreactive.api.StopVirtualMachine;
import io.github.cloudstackreactive.auth.Credentials;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.UserData;
import io.github.cloudstackreactive.discovery.ApiCatalog;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.JobDeadlineException;
import io.github.cloudstackreactive.error.JobFailedException;
import io.github.cloudstackreactive.error.OutcomeUnknownException;
import io.github.cloudstackreactive.exchange.Deadline;
import io.github.cloudstackreactive.exoscale.DnsRecord;
import io.github.cloudstackreactive.exoscale.InstancePool;
import io.github.cloudstackreactive.job.JobOutcome;
import io.github.cloudstackreactive.limit.Lane;
import io.github.cloudstackreactive.model.Network;
import io.github.cloudstackreactive.model.VirtualMachine;
import io.github.cloudstackreactive.model.VirtualMachineState;
import io.github.cloudstackreactive.model.Volume;
import io.github.cloudstackreactive.paging.ListFlux;
import io.github.cloudstackreactive.paging.Page;
import io.github.cloudstackreactive.paging.PageCursor;
import io.github.cloudstackreactive.session.CodeNeeded;
import io.github.cloudstackreactive.session.Login;
import io.github.cloudstackreactive.simulator.Simulator;
import io.github.cloudstackreactive.transport.Proxy;
import io.github.cloudstackreactive.transport.Tls;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** The program that the README shows, to the letter. */
final class ReadmeProgram {

    // spotless:off
    // [program]
    static void run(String zone, String small, String debian) {
        try (CloudStackClient cloud = CloudStackClient.create()) {
            Flux<VirtualMachine> running = cloud.virtualMachines().listVirtualMachines(list -> list.state("Running"));
            Mono<VirtualMachine> web1 = cloud.virtualMachines()
                    .deployVirtualMachine(deploy -> deploy.zoneId(zone).serviceOfferingId(small).templateId(debian).name("web-1"));

            running.doOnNext(machine -> System.out.println(machine.name() + " in " + machine.zoneName())).blockLast();
            System.out.println(web1.block());
        }
    }

    static void value(CloudStackClient cloud) {
        ListVirtualMachines brief = new ListVirtualMachines().listAll(true).details("min");
        Flux<VirtualMachine> stopped = cloud.virtualMachines().listVirtualMachines(brief.state("Stopped"));
        Flux<VirtualMachine> lost = cloud.list(brief.state("Error"));          // the same, without the area
        stopped.mergeWith(lost).blockLast();
    }

    static void jobs(CloudStackClient cloud, String id, String zone, String small, String large, String network, String debian) {
        cloud.virtualMachines().stopVirtualMachine(stop -> stop.id(id).forced(true)).block();
        cloud.virtualMachines().scaleVirtualMachine(scale -> scale.id(id).serviceOfferingId(large)).block();
        cloud.virtualMachines().startVirtualMachine(start -> start.id(id)).deadline(Duration.ofMinutes(5)).block();
        cloud.volumes().createVolume(create -> create.zoneId(zone).diskOfferingId(small).name("data"))
                .flatMap(disk -> cloud.volumes().attachVolume(attach -> attach.id(disk.id()).virtualMachineId(id))).block();
        cloud.volumes().listVolumes(list -> list.virtualMachineId(id).type("ROOT"))
                .concatMap(root -> cloud.snapshots().createSnapshot(create -> create.volumeId(root.id()))).blockLast();
        cloud.ipAddresses().associateIpAddress(acquire -> acquire.zoneId(zone).networkId(network))
                .flatMap(ip -> cloud.nat().createPortForwardingRule(rule -> rule.ipAddressId(ip.id())
                        .virtualMachineId(id).protocol("tcp").publicPort(2222).privatePort(22))).block();
        cloud.securityGroups().authorizeSecurityGroupIngress(allow -> allow.securityGroupName("default")
                .protocol("tcp").startPort(443).endPort(443).cidrList("0.0.0.0/0")).block();
        cloud.tags().createTags(tag -> tag.resourceType("UserVm").resourceIds(id).tags(Map.of("env", "prod"))).block();
        cloud.networks().createNetwork(create -> create.zoneId(zone).networkOfferingId(network).name("backend")).block();
        cloud.templates().registerTemplate(register -> register.name("debian-13").format("QCOW2").hypervisor("KVM")
                .url("https://images.example/debian-13.qcow2").zoneIds(zone)).flatMapIterable(templates -> templates).blockLast();
    }

    static Flux<Page<VirtualMachine>> lists(CloudStackClient cloud, Path place) throws IOException {
        ListFlux<VirtualMachine> all = cloud.virtualMachines().listVirtualMachines(list -> list.listAll(true));
        Flux<VirtualMachine> ahead = all.prefetch(4);                       // four pages at once; in order, unless unordered()
        Flux<VirtualMachine> snapshot = all.snapshot();                     // everything in one reply, as fast as it is taken
        Flux<Page<VirtualMachine>> pages = all.from(PageCursor.of(Files.readString(place))).byPage()
                .delayUntil(page -> store(page.rows(), page.next()));       // next() is where to go on after a failure, or elsewhere
        return ahead.thenMany(snapshot).thenMany(pages);
    }

    private static Mono<Void> store(List<VirtualMachine> machines, @Nullable PageCursor next) {
        return Mono.empty();
    }

    static void bulk(CloudStackClient cloud) {
        Flux<StopVirtualMachine> stops = cloud.virtualMachines().listVirtualMachines(list -> list.state("Running"))
                .map(machine -> new StopVirtualMachine().id(machine.id()))
                .collectList().flatMapIterable(all -> all);                  // first the whole list: stopping changes its pages
        cloud.submitAll(stops, 20).doOnNext(outcome -> {                    // 20 under way at a time; also ordered(), stopOnFailure()
            if (outcome instanceof JobOutcome.Failed<VirtualMachine> failed) {
                System.out.println(failed.command() + ": " + failed.failure().getMessage());
            }
        }).blockLast();
    }

    static Mono<VirtualMachine> compensation(CloudStackClient cloud, DeployVirtualMachine web) {
        Mono<VirtualMachine> whole = cloud.submit(web).deadline(Duration.ofMinutes(10))
                .onErrorResume(failure -> failure instanceof JobFailedException || failure instanceof JobDeadlineException, failure -> {
                    String orphan = ((CloudStackException) failure).resourceId();        // a failure of its destruction adds to the first
                    return orphan == null ? Mono.error(failure)
                            : cloud.virtualMachines().destroyVirtualMachine(destroy -> destroy.id(orphan).expunge(true))
                                    .onErrorComplete(also -> { failure.addSuppressed(also); return true; })
                                    .then(Mono.error(failure));
                });
        return whole;
    }

    static void scope(CloudStackClient cloud, String projectId) {
        CloudStackApi project = cloud.inProject(projectId);       // or cloud.asAccount("bob", domainId)
        Flux<Network> networks = project.networks().listNetworks();
        networks.blockLast();
    }

    record TimeOfDay(String timeOfDay, String exampleEcho, boolean isasync) {}

    static Mono<TimeOfDay> plugin(CloudStackClient cloud) {
        Mono<TimeOfDay> now = cloud.execute(Command.of("getTimeOfDay", TimeOfDay.class).with("example", "moo"));
        return now;
    }

    static Mono<JsonNode> discovery(CloudStackClient cloud, Path stored, String id) throws IOException {
        ApiCatalog catalog = cloud.discover().block();            // one request: what this account may call on this server
        Files.writeString(stored, catalog.toJson());              // read back by ApiCatalog.fromJson
        CloudStackApi checked = cloud.checkedBy(catalog);         // an unknown or missing parameter is never sent
        Mono<JsonNode> started = checked.execute(catalog.describe(Command.of("startVirtualMachine").with("id", id)));
        return started;
    }

    static Mono<VirtualMachine> userData(CloudStackClient cloud, DeployVirtualMachine web) {
        UserData cloudConfig = UserData.of("#cloud-config\nhostname: web-1\n");
        Mono<VirtualMachine> web1 = cloud.submit(web.userData(cloudConfig));
        return web1;
    }

    static void hard(CloudStackClient cloud, String zone, String network) {
        Flux<Volume> crawl = cloud.volumes().listVolumes(list -> list.listAll(true)).contextWrite(Lane.BULK);       // lets small calls go first
        Mono<Long> zones = cloud.zones().listZones().count().contextWrite(Deadline.in(Duration.ofSeconds(5)));      // its attempts, pages and waits together
        Mono<Network> once = cloud.networks().createNetwork(create -> create.zoneId(zone).networkOfferingId(network).name("backend"))
                .onErrorResume(OutcomeUnknownException.class, unknown -> cloud.networks()                           // sent, its reply lost: it is not sent again
                        .listNetworks(list -> list.keyword("backend")).filter(found -> "backend".equals(found.name())).next()
                        .switchIfEmpty(Mono.error(unknown)));
        zones.then(once).thenMany(crawl).blockLast();
    }

    static @Nullable Credentials login(URI url, String name, String password, String code) {
        try (CloudStackClient cloud = CloudStackClient.builder().endpoint(url)
                .login(Login.of(name, password).inDomain("/acme")).build()) {         // at the first call, and again when the session is over
            if (cloud.session().login().block() instanceof CodeNeeded step) {         // only with a second factor
                step.verify(code).block();                                            // or give the builder a secondFactor(Mono<String>)
            }
            Credentials keys = cloud.session().userKeys().block();                    // replaceUserKeys() makes new ones and revokes these
            return keys;
        }
    }

    static CloudStackClient rotating(URI url, AtomicReference<Credentials> vault) {
        CloudStackClient cloud = CloudStackClient.builder().endpoint(url).credentials(() -> vault.get()).build();
        return cloud;
    }

    static void exoscale() {
        try (ExoscaleClient exoscale = ExoscaleClient.create()) {
            Flux<DnsRecord> records = exoscale.dns().listDnsDomainRecords(list -> list.name("example.org"));
            Mono<InstancePool> pool = exoscale.instancePools().createInstancePool(create -> create.name("workers").size(3));
            records.then(pool).block();
        }
    }

    static VirtualMachine made() {
        VirtualMachine machine = VirtualMachine.builder().id("i-1").name("web-1").state(VirtualMachineState.RUNNING).build();
        return machine;
    }

    static void test() {
        try (Simulator cloud = Simulator.builder().vms(1_000).jobDuration(Duration.ofMillis(50)).start();
                CloudStackClient client = CloudStackClient.builder()
                        .endpoint(cloud.endpoint())
                        .credentials(cloud.apiKey(), cloud.secretKey())
                        .build()) {
            cloud.faults().onCommand("deployVirtualMachine").executeThenReset();   // carried out, its reply lost
            // … call what you wrote; then
            cloud.requests("deployVirtualMachine");                                // how often it was asked
        }
    }

    static void behindProxy(String user, char[] password) {
        CloudStackClient behindProxy = CloudStackClient.builder()
                .tls(Tls.systemTrust()                                         // or Tls.trustingOnly(…): these and nobody else
                        .alsoTrusting(Path.of("company-ca.pem"))
                        .clientCertificate(Path.of("client.pem"), Path.of("client.key")))
                .proxy(Proxy.http("proxy.example", 3128).credentials(user, password).except("*.internal.example"))
                .build();
        behindProxy.warmUp(8).block();                                         // opens connections and sends nothing
    }
    // spotless:on

    private ReadmeProgram() {}
}
