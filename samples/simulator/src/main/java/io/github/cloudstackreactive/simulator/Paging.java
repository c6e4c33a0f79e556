package io.github.cloudstackreactive.simulator;

import java.util.List;

/**
 * Which rows of a list are asked for, by the rules of behaviour (c).
 *
 * @param from the position of the first row
 * @param size how many rows at most, or -1 for all
 */
record Paging(long from, long size) {

    static Paging of(Call call, int defaultPageSize) {
        Integer page = call.integer("page");
        Integer size = call.integer("pagesize");
        if (page == null && size == null) {
            return new Paging(0, defaultPageSize);
        }
        if (size == null) {
            throw Refusal.of(431, Refusal.GENERAL, "\"pagesize\" parameter is required when \"page\" is specified");
        }
        if (size == -1) {
            if (page != null) {
                throw Refusal.of(
                        431, Refusal.INVALID_VALUE, "Can't specify page parameter when pagesize is -1 (Unlimited)");
            }
            return new Paging(0, -1);
        }
        if (page == null) {
            throw Refusal.of(431, Refusal.GENERAL, "\"page\" parameter is required when \"pagesize\" is specified");
        }
        if (size < 0) {
            throw Refusal.invalid(call.name(), "pagesize", size.toString());
        }
        if (size > defaultPageSize) {
            throw Refusal.of(
                    431,
                    Refusal.INVALID_VALUE,
                    "Page size can't exceed max allowed page size value: " + defaultPageSize);
        }
        return new Paging((Math.max(1L, page) - 1) * size, size);
    }

    /** The page of a list that is in memory as a whole. */
    <T> List<T> of(List<T> all) {
        int start = (int) Math.min(from, all.size());
        return all.subList(start, size < 0 ? all.size() : (int) Math.min(start + size, all.size()));
    }
}
