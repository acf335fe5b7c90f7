package io.github.localflows.stage.stars;

import java.io.Serializable;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a set of mock stars, which says how the set comes about: {@code fiducial}, {@code fiducial-<t>myr} or {@code
 * perturbed-<t>myr}.
 *
 * @param perturbed whether a part of the stars was kicked before they moved
 * @param timeMyr how long the stars moved in the potential [Myr, 0..99999]
 */
public record MockName(boolean perturbed, int timeMyr) implements Serializable {
    private static final long serialVersionUID = 1;

    /** The stars as they are drawn. */
    public static final MockName FIDUCIAL = new MockName(false, 0);

    /** The stars just after the kick. */
    static final MockName PERTURBED = new MockName(true, 0);

    private static final int LONGEST_MYR = 99_999;
    private static final Pattern EVOLVED = Pattern.compile("(fiducial|perturbed)-(0|[1-9][0-9]{0,4})myr");

    /** What the text of a name may be, for messages. */
    static final String FORMS = "fiducial, fiducial-<t>myr or perturbed-<t>myr with t whole Myr";

    /** @throws IllegalArgumentException when the time is out of range */
    public MockName {
        if (timeMyr < 0 || timeMyr > LONGEST_MYR) {
            throw new IllegalArgumentException(
                    "mock stars after " + timeMyr + " Myr: the time must be 0 to " + LONGEST_MYR + " Myr");
        }
    }

    /** The name that a text stands for, if it is one. */
    public static Optional<MockName> find(String text) {
        if (text.equals("fiducial")) {
            return Optional.of(FIDUCIAL);
        }
        Matcher matcher = EVOLVED.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        MockName name = new MockName(matcher.group(1).equals("perturbed"), Integer.parseInt(matcher.group(2)));
        // fiducial-0myr would be a second name of the same stars.
        return name.equals(FIDUCIAL) ? Optional.empty() : Optional.of(name);
    }

    /** Whether the stars moved since they were drawn or kicked. */
    public boolean evolved() {
        return timeMyr > 0;
    }

    /** The set whose stars these are at time 0. */
    MockName initial() {
        return perturbed ? PERTURBED : FIDUCIAL;
    }

    /** The name as it stands in a configuration and in the run directory. */
    @Override
    public String toString() {
        if (equals(FIDUCIAL)) {
            return "fiducial";
        }
        return (perturbed ? "perturbed-" : "fiducial-") + timeMyr + "myr";
    }
}
