package io.github.localflows.hostile;

import java.util.List;
import java.util.SplittableRandom;

/** What is drawn for one input: the same for the same seed and number, whatever was drawn for others. */
final class Draw {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";

    private final SplittableRandom random;

    Draw(long seed, long number) {
        // The generator mixes what it starts from, so that neighbours have nothing in common.
        random = new SplittableRandom(new SplittableRandom(seed).nextLong() + number);
    }

    /** A whole number, both ends included. */
    int between(int least, int largest) {
        return random.nextInt(least, largest + 1);
    }

    /** Heads or tails. */
    boolean heads() {
        return random.nextBoolean();
    }

    /** One of some. */
    <T> T of(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    /** One of some texts. */
    String of(String... some) {
        return of(List.of(some));
    }

    /** So many small letters. */
    String word(int letters) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < letters; i++) {
            word.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return word.toString();
    }

    /** One of some bytes. */
    byte byteOf(int... some) {
        return (byte) some[random.nextInt(some.length)];
    }

    /** Any bytes. */
    byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A number from a range, with the digits that a table would have. */
    String decimal(double from, double to) {
        return String.format(java.util.Locale.ROOT, "%.3f", random.nextDouble(from, to));
    }

    /** A text whose end is lost: at least a part of it, never all. */
    String cut(String text) {
        return text.substring(0, between(1, text.length() - 1));
    }
}
