package io.github.cloudstackreactive.simulator;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A row that somebody created, changed or removed; all other rows are computed from their index.
 *
 * <p>Immutable: a change puts another row into the {@link Shelf}.
 */
record Row(
        boolean removed,
        String name,
        String displayName,
        String state,
        int zone,
        Account owner,
        Map<String, String> tags,
        Map<Kind, Long> related,
        @Nullable String created,
        @Nullable String pendingJob) {

    static Row created(String name, String displayName, String state, int zone, Account owner, String created) {
        return new Row(false, name, displayName, state, zone, owner, Map.of(), Map.of(), created, null);
    }

    Row withState(String newState) {
        return new Row(removed, name, displayName, newState, zone, owner, tags, related, created, pendingJob);
    }

    Row withDisplayName(String newName) {
        return new Row(removed, name, newName, state, zone, owner, tags, related, created, pendingJob);
    }

    Row withName(String newName) {
        return new Row(removed, newName, displayName, state, zone, owner, tags, related, created, pendingJob);
    }

    Row withPendingJob(@Nullable String job) {
        return new Row(removed, name, displayName, state, zone, owner, tags, related, created, job);
    }

    Row withRelated(Kind kind, long index) {
        Map<Kind, Long> more = new LinkedHashMap<>(related);
        more.put(kind, index);
        return new Row(removed, name, displayName, state, zone, owner, tags, more, created, pendingJob);
    }

    Row withTag(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(tags);
        more.put(key, value);
        return new Row(removed, name, displayName, state, zone, owner, more, related, created, pendingJob);
    }

    /** Without the tag; the same row if it had no such tag. A null value matches any. */
    Row withoutTag(String key, @Nullable String value) {
        String had = tags.get(key);
        if (had == null || (value != null && !Objects.equals(had, value))) {
            return this;
        }
        Map<String, String> fewer = new LinkedHashMap<>(tags);
        fewer.remove(key);
        return new Row(removed, name, displayName, state, zone, owner, fewer, related, created, pendingJob);
    }

    Row gone() {
        return new Row(true, name, displayName, state, zone, owner, tags, related, created, pendingJob);
    }
}
