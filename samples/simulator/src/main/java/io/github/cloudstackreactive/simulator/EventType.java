package io.github.cloudstackreactive.simulator;

import org.jspecify.annotations.Nullable;

/**
 * What the server calls the events of a command's jobs.
 *
 * <p>The names of VM.CREATE and CREATE_TAGS were seen in deliveries (behaviour (i)); the others are the server's names for
 * the same commands.
 */
enum EventType {
    VM_CREATE("deployVirtualMachine", "VM.CREATE", "VirtualMachine", "deploying Vm"),
    VM_START("startVirtualMachine", "VM.START", "VirtualMachine", "starting Vm"),
    VM_STOP("stopVirtualMachine", "VM.STOP", "VirtualMachine", "stopping Vm"),
    VM_REBOOT("rebootVirtualMachine", "VM.REBOOT", "VirtualMachine", "rebooting Vm"),
    VM_DESTROY("destroyVirtualMachine", "VM.DESTROY", "VirtualMachine", "destroying Vm"),
    VOLUME_CREATE("createVolume", "VOLUME.CREATE", "Volume", "creating volume"),
    AFFINITY_GROUP_CREATE("createAffinityGroup", "AG.CREATE", "AffinityGroup", "creating affinity group"),
    TAGS_CREATE("createTags", "CREATE_TAGS", "ResourceTag", "creating resource tags"),
    TAGS_DELETE("deleteTags", "DELETE_TAGS", "ResourceTag", "deleting resource tags");

    final String event;
    final String entity;

    private final String command;
    private final String doing;

    EventType(String command, String event, String entity, String doing) {
        this.command = command;
        this.event = event;
        this.entity = entity;
        this.doing = doing;
    }

    /**
     * The type of the jobs of a command.
     *
     * @throws IllegalStateException if somebody added a command that starts jobs and named no event for it
     */
    static EventType of(String command) {
        for (EventType type : values()) {
            if (type.command.equals(command)) {
                return type;
            }
        }
        throw new IllegalStateException("No event is named for " + command);
    }

    /** What is being done, and to what. */
    String description(@Nullable String entityId) {
        return entityId == null ? doing : doing + ". Id: " + entityId;
    }
}
