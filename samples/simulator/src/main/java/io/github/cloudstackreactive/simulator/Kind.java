package io.github.cloudstackreactive.simulator;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The kinds of things a simulated cloud holds, and how each appears in a list. */
enum Kind {
    ZONE("zone", "listZones", "Zone", "Sandbox-", 1, 2, Traits.TIED, "Enabled"),
    POD("pod", "listPods", "Pod", "POD", 1, 4, Traits.ADMIN_ZONED, "Enabled"),
    CLUSTER("cluster", "listClusters", "Cluster", "C", 1, 4, Traits.ADMIN_ZONED, "Enabled"),
    HOST("host", "listHosts", "Host", "SimulatedAgent.", 3, 20, Traits.ADMIN_ZONED, "Up"),
    STORAGE_POOL("storagepool", "listStoragePools", "StoragePool", "PS", 1, 8, Traits.ADMIN_ZONED, "Up"),
    SERVICE_OFFERING(
            "serviceoffering",
            "listServiceOfferings",
            "ServiceOffering",
            "Small Instance ",
            1,
            5,
            Traits.TIED,
            "Active"),
    DISK_OFFERING("diskoffering", "listDiskOfferings", "DiskOffering", "Small ", 1, 4, Traits.TIED, "Active"),
    TEMPLATE("template", "listTemplates", "Template", "CentOS 5.6 (Simulator) ", 1, 40, Traits.ZONED_TIED),
    ISO("iso", "listIsos", "ISO", "installer-", 1, 10, Traits.ZONED_TIED),
    NETWORK("network", "listNetworks", "Network", "net-", 3, 200, Traits.OWNED_ZONED, "Implemented"),
    VOLUME("volume", "listVolumes", "Volume", "vol-", 7, 30_000, Traits.OWNED_ZONED_NEWEST_FIRST, "Ready"),
    SNAPSHOT("snapshot", "listSnapshots", "Snapshot", "snap-", 3, 300, Traits.OWNED_ZONED, "BackedUp"),
    PUBLIC_IP(
            "publicipaddress",
            "listPublicIpAddresses",
            "PublicIpAddress",
            "ip-",
            3,
            300,
            Traits.OWNED_ZONED,
            "Allocated"),
    ACCOUNT("account", "listAccounts", "Account", "account-", 3, 50, Traits.NONE, "enabled"),
    USER("user", "listUsers", "User", "account-", 3, 50, Traits.NONE, "enabled"),
    DOMAIN("domain", "listDomains", "Domain", "domain-", 2, 10, Traits.ADMIN, "Active"),
    SECURITY_GROUP("securitygroup", "listSecurityGroups", "SecurityGroup", "group-", 3, 200, Traits.OWNED),
    SSH_KEY_PAIR("sshkeypair", "listSSHKeyPairs", "SSHKeyPair", "key-", 3, 200, Traits.OWNED),
    AFFINITY_GROUP("affinitygroup", "listAffinityGroups", "AffinityGroup", "spread-", 3, 100, Traits.OWNED),
    PROJECT("project", "listProjects", "Project", "project-", 2, 10, Traits.OWNED, "Active"),
    VPC("vpc", "listVPCs", "Vpc", "vpc-", 2, 20, Traits.OWNED_ZONED, "Enabled"),
    NETWORK_OFFERING(
            "networkoffering",
            "listNetworkOfferings",
            "NetworkOffering",
            "DefaultSharedNetworkOffering ",
            2,
            24,
            Traits.TIED,
            "Enabled"),
    LOAD_BALANCER_RULE(
            "loadbalancerrule",
            "listLoadBalancerRules",
            "LoadBalancer",
            "balancer-",
            2,
            40,
            Traits.OWNED_ZONED,
            "Active"),
    EVENT("event", "listEvents", "Event", "event-", 4, 500, Traits.OWNED_NEWEST_FIRST, "Completed"),
    OS_TYPE("ostype", "listOsTypes", "GuestOs", "CentOS ", 1, 374, Traits.NONE),
    CONFIGURATION("configuration", "listConfigurations", "Configuration", "simulated.setting.", 3, 300, Traits.ADMIN),
    VIRTUAL_MACHINE(
            "virtualmachine",
            "listVirtualMachines",
            "UserVm",
            "vm-",
            7,
            20_000,
            Traits.OWNED_ZONED,
            // Every fifth is stopped.
            "Running",
            "Running",
            "Running",
            "Running",
            "Stopped");

    /** The key of the array in a list, and of the object in a job's result. */
    final String item;

    final String listCommand;
    final String resourceType;
    final int width;
    final long demonstrationCount;
    final boolean adminOnly;
    final boolean owned;
    final boolean zoned;

    /** Whether a list of them begins with the one made last; all others begin with the oldest. */
    final boolean newestFirst;

    /** Whether a list of them is sorted by a key that nobody has set, so that all are equal. */
    final boolean tied;

    private final int family;

    // A list that cannot change and bytes that nobody does change, which Error Prone cannot know.
    @SuppressWarnings("ImmutableEnumChecker")
    private final List<String> states;

    @SuppressWarnings("ImmutableEnumChecker")
    private final byte[] prefixBytes;

    Kind(
            String item,
            String listCommand,
            String resourceType,
            String prefix,
            int width,
            long demonstrationCount,
            String traits,
            String... states) {
        this.item = item;
        this.family = item.hashCode();
        this.listCommand = listCommand;
        this.resourceType = resourceType;
        this.prefixBytes = prefix.getBytes(StandardCharsets.UTF_8);
        this.width = width;
        this.demonstrationCount = demonstrationCount;
        this.adminOnly = traits.contains("admin");
        this.owned = traits.contains("owned");
        this.zoned = traits.contains("zoned");
        this.newestFirst = traits.contains("newest");
        this.tied = traits.contains("tied");
        this.states = states.length == 0 ? List.of("Active") : List.of(states);
    }

    String id(long index) {
        return Ids.of(family, index);
    }

    void writeId(RowBuffer out, long index) {
        Ids.write(out, family, index);
    }

    /** The index that this id of a row of this kind was made from. */
    OptionalLong indexOf(String id) {
        return Ids.indexOf(family, id);
    }

    byte[] prefixBytes() {
        return prefixBytes;
    }

    /** The state of a row that nobody has touched. */
    String state(long index) {
        return states.get((int) Math.floorMod(index, (long) states.size()));
    }

    /**
     * What this command lists.
     *
     * @throws IllegalArgumentException if there is no such list; whoever wrote the test has misspelled it
     */
    static Kind ofListCommand(String listCommand) {
        for (Kind kind : values()) {
            if (kind.listCommand.equals(listCommand)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("The simulator has no list command " + listCommand);
    }

    static @Nullable Kind ofResourceType(String type) {
        for (Kind kind : values()) {
            if (kind.resourceType.equalsIgnoreCase(type)
                    || kind.name().replace("_", "").equalsIgnoreCase(type)) {
                return kind;
            }
        }
        return null;
    }

    /** What a list of a kind is limited by; constants of an enum cannot be used before the enum exists. */
    private static final class Traits {
        static final String NONE = "";
        static final String ADMIN = "admin";
        static final String ADMIN_ZONED = "admin zoned";
        static final String TIED = "tied";
        static final String ZONED_TIED = "zoned tied";
        static final String OWNED = "owned";
        static final String OWNED_ZONED = "owned zoned";
        static final String OWNED_NEWEST_FIRST = "owned newest";
        static final String OWNED_ZONED_NEWEST_FIRST = "owned zoned newest";

        private Traits() {}
    }
}
