package io.github.localflows.hostile;

import java.io.IOException;

/** One kind of malformed input. */
interface HostileKind {
    /** Its name, which no other kind has. */
    String title();

    /**
     * Makes one input of this kind, which is wrong whatever is drawn.
     *
     * @param draw decides what it is
     * @param place where it is made
     */
    HostileInput make(Draw draw, Workplace place) throws IOException;
}
