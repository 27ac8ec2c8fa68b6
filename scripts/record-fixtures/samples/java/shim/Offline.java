package org.jacoco.agent.rt.internal_0000;

/** Debian's JaCoCo has its runtime under another name than its instrumentation looks for. */
public final class Offline {
    private Offline() {}

    public static boolean[] getProbes(long id, String name, int count) {
        return org.jacoco.agent.rt.internal.Offline.getProbes(id, name, count);
    }
}
