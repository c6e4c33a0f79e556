package io.github.cloudstackreactive.benchmarks;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The classes that a programmer would write by hand and give to Jackson: plain public fields, under the server's names. */
final class HandWritten {

    private static final String DATE = "yyyy-MM-dd'T'HH:mm:ssZ";

    private HandWritten() {}

    /** What a programmer would write for {@code UserVmResponse}. */
    public static class VirtualMachine {
        public @Nullable String jobid;

        public @Nullable Long jobstatus;

        public @Nullable Boolean hasannotations;

        public @Nullable List<ResourceTag> tags;

        public @Nullable String id;

        public @Nullable String name;

        public @Nullable String displayname;

        public @Nullable String account;

        public @Nullable String userid;

        public @Nullable String username;

        public @Nullable String projectid;

        public @Nullable String project;

        public @Nullable String domainid;

        public @Nullable String domain;

        public @Nullable String domainpath;

        @JsonFormat(pattern = DATE)
        public @Nullable OffsetDateTime created;

        @JsonFormat(pattern = DATE)
        public @Nullable OffsetDateTime lastupdated;

        public @Nullable String state;

        public @Nullable Boolean haenable;

        public @Nullable String groupid;

        public @Nullable String group;

        public @Nullable String zoneid;

        public @Nullable String zonename;

        public @Nullable String hostid;

        public @Nullable String hostname;

        public @Nullable String hostcontrolstate;

        public @Nullable String templateid;

        public @Nullable String templatename;

        public @Nullable String templatetype;

        public @Nullable String templateformat;

        public @Nullable String templatedisplaytext;

        public @Nullable Boolean passwordenabled;

        public @Nullable String isoid;

        public @Nullable String isoname;

        public @Nullable String isodisplaytext;

        public @Nullable String serviceofferingid;

        public @Nullable String serviceofferingname;

        public @Nullable String diskofferingid;

        public @Nullable String diskofferingname;

        public @Nullable String gpucardid;

        public @Nullable String gpucardname;

        public @Nullable String vgpuprofileid;

        public @Nullable String vgpuprofilename;

        public @Nullable Long videoram;

        public @Nullable Long maxheads;

        public @Nullable Long maxresolutionx;

        public @Nullable Long maxresolutiony;

        public @Nullable Long gpucount;

        public @Nullable String backupofferingid;

        public @Nullable String backupofferingname;

        public @Nullable Boolean forvirtualnetwork;

        public @Nullable Long cpunumber;

        public @Nullable Long cpuspeed;

        public @Nullable Long memory;

        public @Nullable String vgpu;

        public @Nullable String cpuused;

        public @Nullable Long networkkbsread;

        public @Nullable Long networkkbswrite;

        public @Nullable Long diskkbsread;

        public @Nullable Long diskkbswrite;

        public @Nullable Long memorykbs;

        public @Nullable Long memoryintfreekbs;

        public @Nullable Long memorytargetkbs;

        public @Nullable Long diskioread;

        public @Nullable Long diskiowrite;

        public @Nullable String guestosid;

        public @Nullable Long rootdeviceid;

        public @Nullable String rootdevicetype;

        public @Nullable List<SecurityGroup> securitygroup;

        public @Nullable String password;

        public @Nullable List<Nic> nic;

        public @Nullable String hypervisor;

        public @Nullable String ipaddress;

        public @Nullable String publicipid;

        public @Nullable String publicip;

        public @Nullable String instancename;

        public @Nullable Map<String, String> details;

        public @Nullable String readonlydetails;

        public @Nullable String keypairs;

        public @Nullable List<AffinityGroup> affinitygroup;

        public @Nullable Boolean displayvm;

        public @Nullable Boolean isdynamicallyscalable;

        public @Nullable Boolean deleteprotection;

        public @Nullable String servicestate;

        public @Nullable String ostypeid;

        public @Nullable String osdisplayname;

        public @Nullable String bootmode;

        public @Nullable String boottype;

        public @Nullable String pooltype;

        public @Nullable Long receivedbytes;

        public @Nullable Long sentbytes;

        public @Nullable ResourceIcon icon;

        public @Nullable String autoscalevmgroupid;

        public @Nullable String autoscalevmgroupname;

        public @Nullable String userdata;

        public @Nullable String userdataid;

        public @Nullable String userdataname;

        public @Nullable String userdatapolicy;

        public @Nullable String userdatadetails;

        public @Nullable List<VnfNic> vnfnics;

        public @Nullable Map<String, String> vnfdetails;

        public @Nullable String vmtype;

        public @Nullable String arch;

        public @Nullable Long leaseduration;

        @JsonFormat(pattern = DATE)
        public @Nullable OffsetDateTime leaseexpirydate;

        public @Nullable String leaseexpiryaction;
    }

    /** What a programmer would write for {@code VmMetricsResponse}. */
    public static final class VirtualMachineMetrics extends VirtualMachine {
        public @Nullable String cputotal;

        public @Nullable String memorytotal;

        public @Nullable String networkread;

        public @Nullable String networkwrite;

        public @Nullable String diskread;

        public @Nullable String diskwrite;

        public @Nullable Long diskiopstotal;
    }

    /** What a programmer would write for {@code ResourceTagResponse}. */
    public static final class ResourceTag {
        public @Nullable String jobid;

        public @Nullable Long jobstatus;

        public @Nullable String key;

        public @Nullable String value;

        public @Nullable String resourcetype;

        public @Nullable String resourceid;

        public @Nullable String account;

        public @Nullable String projectid;

        public @Nullable String project;

        public @Nullable String domainid;

        public @Nullable String domain;

        public @Nullable String domainpath;

        public @Nullable String customer;
    }

    /** What a programmer would write for {@code SecurityGroupResponse}. */
    public static final class SecurityGroup {
        public @Nullable String jobid;

        public @Nullable Long jobstatus;

        public @Nullable String id;

        public @Nullable String name;

        public @Nullable String description;

        public @Nullable String account;

        public @Nullable String projectid;

        public @Nullable String project;

        public @Nullable String domainid;

        public @Nullable String domain;

        public @Nullable String domainpath;

        public @Nullable List<SecurityGroupRule> ingressrule;

        public @Nullable List<SecurityGroupRule> egressrule;

        public @Nullable List<ResourceTag> tags;

        public @Nullable Long virtualmachinecount;

        public @Nullable List<String> virtualmachineids;
    }

    /** What a programmer would write for {@code NicResponse}. */
    public static final class Nic {
        public @Nullable String jobid;

        public @Nullable Long jobstatus;

        public @Nullable String id;

        public @Nullable String networkid;

        public @Nullable String networkname;

        public @Nullable String netmask;

        public @Nullable String gateway;

        public @Nullable String ipaddress;

        public @Nullable String isolationuri;

        public @Nullable String broadcasturi;

        public @Nullable String traffictype;

        public @Nullable String type;

        public @Nullable Boolean isdefault;

        public @Nullable String macaddress;

        public @Nullable String ip6gateway;

        public @Nullable String ip6cidr;

        public @Nullable String ip6address;

        public @Nullable List<SecondaryIpAddress> secondaryip;

        public @Nullable List<NicDhcpOption> extradhcpoption;

        public @Nullable String deviceid;

        public @Nullable String virtualmachineid;

        public @Nullable String nsxlogicalswitch;

        public @Nullable String nsxlogicalswitchport;

        public @Nullable Long vlanid;

        public @Nullable Long isolatedpvlan;

        public @Nullable String isolatedpvlantype;

        public @Nullable String adaptertype;

        public @Nullable List<String> ipaddresses;

        public @Nullable Long mtu;

        public @Nullable String publicipid;

        public @Nullable String publicip;

        public @Nullable String vpcid;

        public @Nullable String vpcname;
    }

    /** What a programmer would write for {@code AffinityGroupResponse}. */
    public static final class AffinityGroup {
        public @Nullable String jobid;

        public @Nullable Long jobstatus;

        public @Nullable String id;

        public @Nullable String name;

        public @Nullable String description;

        public @Nullable String account;

        public @Nullable String domainid;

        public @Nullable String domain;

        public @Nullable String domainpath;

        public @Nullable String projectid;

        public @Nullable String project;

        public @Nullable String type;

        public @Nullable List<String> virtualmachineIds;

        public @Nullable List<DedicatedResource> dedicatedresources;
    }

    /** What a programmer would write for {@code ResourceIconResponse}. */
    public static final class ResourceIcon {
        public @Nullable String jobid;

        public @Nullable Long jobstatus;

        public @Nullable String resourcetype;

        public @Nullable String resourceid;

        public @Nullable String base64image;
    }

    /** What a programmer would write for {@code VnfNicResponse}. */
    public static final class VnfNic {
        public @Nullable Long deviceid;

        public @Nullable String name;

        public @Nullable Boolean required;

        public @Nullable Boolean management;

        public @Nullable String description;

        public @Nullable String networkid;

        public @Nullable String networkname;
    }

    /** What a programmer would write for {@code SecurityGroupRuleResponse}. */
    public static final class SecurityGroupRule {
        public @Nullable String jobid;

        public @Nullable Long jobstatus;

        public @Nullable String ruleid;

        public @Nullable String protocol;

        public @Nullable Long icmptype;

        public @Nullable Long icmpcode;

        public @Nullable Long startport;

        public @Nullable Long endport;

        public @Nullable String securitygroupname;

        public @Nullable String account;

        public @Nullable String cidr;

        public @Nullable List<ResourceTag> tags;
    }

    /** What a programmer would write for {@code NicSecondaryIpResponse}. */
    public static final class SecondaryIpAddress {
        public @Nullable String jobid;

        public @Nullable Long jobstatus;

        public @Nullable String id;

        public @Nullable List<SecondaryIpAddress> secondaryip;

        public @Nullable String ipaddress;

        public @Nullable String nicid;

        public @Nullable String networkid;

        public @Nullable String virtualmachineid;
    }

    /** What a programmer would write for {@code NicExtraDhcpOptionResponse}. */
    public static final class NicDhcpOption {
        public @Nullable String jobid;

        public @Nullable Long jobstatus;

        public @Nullable String id;

        public @Nullable String nicid;

        public @Nullable String extradhcpoptionname;

        public @Nullable Long extradhcpoptioncode;

        public @Nullable String extradhcpvalue;
    }

    /** What a programmer would write for {@code DedicatedResourceResponse}. */
    public static final class DedicatedResource {
        public @Nullable String jobid;

        public @Nullable Long jobstatus;

        public @Nullable String resourceid;

        public @Nullable String resourcename;

        public @Nullable String resourcetype;
    }
}
