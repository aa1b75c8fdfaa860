package io.github.ollamaguard.access;

/** What a key may be used for. A role is a set of rows of the {@link RouteTable}. */
public enum Role {
    /** To use models. */
    INFER,
    /** To change what models there are. */
    MANAGE
}
