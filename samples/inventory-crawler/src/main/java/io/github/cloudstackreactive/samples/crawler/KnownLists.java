package io.github.cloudstackreactive.samples.crawler;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The table of the lists that are known, and what each is asked with to give all that the account may see.
 *
 * <p>From the commands of CloudStack 4.22 that need no parameter; a list that is not here is asked without any.
 */
final class KnownLists {

    private static final Map<String, AskedList> DEFAULTS = table(
            AskedList.of("listZones"),
            AskedList.of("listPods"),
            AskedList.of("listClusters"),
            AskedList.of("listHosts"),
            AskedList.of("listStoragePools"),
            AskedList.of("listDomains").with("listall", "true"),
            AskedList.of("listAccounts").with("listall", "true"),
            AskedList.of("listUsers").with("listall", "true"),
            AskedList.of("listProjects").with("listall", "true"),
            AskedList.of("listVirtualMachines").with("listall", "true"),
            AskedList.of("listVolumes").with("listall", "true"),
            AskedList.of("listSnapshots").with("listall", "true"),
            AskedList.of("listNetworks").with("listall", "true"),
            AskedList.of("listVPCs").with("listall", "true"),
            AskedList.of("listPublicIpAddresses").with("listall", "true"),
            // "Filter all can be specified by admin only" (431); executable is all that an account may deploy from.
            AskedList.of("listTemplates").with("listall", "true").with("templatefilter", "all", "executable"),
            AskedList.of("listIsos").with("listall", "true").with("isofilter", "all", "executable"),
            AskedList.of("listServiceOfferings").with("listall", "true"),
            AskedList.of("listDiskOfferings").with("listall", "true"),
            AskedList.of("listNetworkOfferings"),
            AskedList.of("listSecurityGroups").with("listall", "true"),
            AskedList.of("listSSHKeyPairs").with("listall", "true"),
            AskedList.of("listAffinityGroups").with("listall", "true"),
            AskedList.of("listLoadBalancerRules").with("listall", "true"));

    private static final String OTHERS_WITH_LISTALL = """
            listAsyncJobs listAutoScalePolicies listAutoScaleVmGroups listAutoScaleVmProfiles listBuckets
            listCniConfiguration listConditions listDomainChildren listEgressFirewallRules listEvents
            listFirewallRules listGlobalLoadBalancerRules listGuiThemes listInstanceGroups
            listInternalLoadBalancerVMs listIpForwardingRules listIpv6FirewallRules listKubernetesClusters
            listLdapConfigurations listLoadBalancers listNetworkACLLists listNetworkACLs listPortForwardingRules
            listPrivateGateways listProjectInvitations listRemoteAccessVpns listRouters listRoutingFirewallRules
            listSharedFileSystems listSnapshotPolicies listStaticRoutes listTags listUserData listVMSnapshot
            listVirtualMachinesMetrics listVnfAppliances listVolumesMetrics listVpnConnections
            listVpnCustomerGateways listVpnGateways listVpnUsers listWebhooks""";

    private static final String OTHERS = """
            listAlerts listAnnotations listBackupOfferings listBackupRepositories listBackups listBaremetalRct
            listBgpPeers listClustersMetrics listConfigurations listConsoleSessions listCounters listCustomActions
            listDedicatedClusters listDedicatedGuestVlanRanges listDedicatedHosts listDedicatedPods
            listDedicatedZones listExtensions listGpuCards listGpuDevices listGuestNetworkIpv6Prefixes
            listGuestOsMapping listGuestVlans listHostTags listHostsMetrics listHypervisorCapabilities
            listImageStores listKubernetesSupportedVersions listLBHealthCheckPolicies listLBStickinessPolicies
            listLdapUsers listNetworkDevice listNetworkServiceProviders listObjectStoragePools listOsCategories
            listOsTypes listOvsElements listPhysicalNetworks listPortableIpRanges listQuarantinedIps
            listRegisteredServicePackages listRoles listSecondaryStagingStores listStorageAccessGroups
            listStorageNetworkIpRange listStoragePoolsMetrics listStorageTags listSwifts listSystemVms
            listSystemVmsUsageHistory listUcsManagers listVPCOfferings listVgpuProfiles
            listVirtualMachinesUsageHistory listVlanIpRanges listVolumesUsageHistory listZonesMetrics""";

    // They answer the same to any page (behaviour (j)).
    private static final String OTHERS_IGNORING_PAGE = """
            listASNRanges listASNumbers listAffinityGroupTypes listBackupProviderOfferings listCapacity
            listConfigurationGroups listDeploymentPlanners listInternalLoadBalancerElements listManagementServers
            listManagementServersMetrics listNetworkIsolationMethods listRegions listResourceLimits
            listSamlAuthorization listSupportedNetworkServices listTrafficTypeImplementors
            listVirtualRouterElements""";

    private static final String OTHERS_UNPAGED = """
            listAlertTypes listApis listBackupProviders listCAProviders listCapabilities listEventTypes
            listHostHAResources listHypervisors listInfrastructure listRolePermissions listSslCerts
            listUsageTypes""";

    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Map<String, AskedList> ALL = all();

    // Two slips of the keyboard; further away it is another word.
    private static final int LARGEST_SLIP = 2;
    private static final Pattern LIST_NAME = Pattern.compile("list[A-Z][A-Za-z0-9]*");

    private KnownLists() {}

    /** What is crawled unless lists are named. */
    static List<AskedList> defaults() {
        return List.copyOf(DEFAULTS.values());
    }

    /**
     * The list of that name, known or not.
     *
     * @throws IllegalArgumentException if it can be none, or is likely a slip
     */
    static AskedList named(String name) {
        AskedList known = ALL.get(name);
        if (known != null) {
            return known;
        }
        Optional<String> meant = nearest(name);
        if (meant.isPresent() || !LIST_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("\"" + name + "\" is not a list that is known"
                    + meant.map(near -> "; did you mean " + near + "?")
                            .orElse(". A list command is named such as listVirtualMachines."));
        }
        return AskedList.of(name);
    }

    private static Optional<String> nearest(String name) {
        return ALL.keySet().stream()
                .filter(known -> distance(name, known) <= LARGEST_SLIP
                        || known.equalsIgnoreCase(name)
                        || known.equalsIgnoreCase("list" + name)
                        || known.equalsIgnoreCase(name + "s"))
                .min(Comparator.comparingInt(known -> distance(name, known)));
    }

    /** How many letters must be changed, added or left out (Levenshtein). */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int change = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }

    private static Map<String, AskedList> all() {
        Map<String, AskedList> all = new LinkedHashMap<>(DEFAULTS);
        SPACE.splitAsStream(OTHERS_WITH_LISTALL)
                .forEach(name -> all.put(name, AskedList.of(name).with("listall", "true")));
        SPACE.splitAsStream(OTHERS).forEach(name -> all.put(name, AskedList.of(name)));
        SPACE.splitAsStream(OTHERS_IGNORING_PAGE)
                .forEach(name -> all.put(name, AskedList.of(name).ignoringPage()));
        SPACE.splitAsStream(OTHERS_UNPAGED)
                .forEach(name -> all.put(name, AskedList.of(name).unpaged()));
        return all;
    }

    private static Map<String, AskedList> table(AskedList... lists) {
        Map<String, AskedList> table = new LinkedHashMap<>();
        for (AskedList list : lists) {
            table.put(list.name(), list);
        }
        return table;
    }

    /** The lists of these names, each once, in their order. */
    static List<AskedList> named(Collection<String> names) {
        return names.stream()
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .distinct()
                .map(KnownLists::named)
                .toList();
    }
}
