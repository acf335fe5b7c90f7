package io.github.localflows.input;

/** What the values of a table become that are no plain texts or numbers in its files. */
public enum Typing {
    /** A CSV's values stay texts as they stand; timestamps that count nanoseconds become texts. */
    TEXTS(false, false),
    /** Columns of a CSV that hold numbers are numbers; timestamps that count nanoseconds become texts. */
    NUMBERS(true, false),
    /** Columns of a CSV that hold numbers are numbers; timestamps are timestamps, which count microseconds. */
    TYPES(true, true);

    private final boolean numbers;
    private final boolean timestamps;

    Typing(boolean numbers, boolean timestamps) {
        this.numbers = numbers;
        this.timestamps = timestamps;
    }

    /** Whether a CSV's numbers are numbers. */
    boolean numbers() {
        return numbers;
    }

    /** Whether timestamps that count nanoseconds are timestamps. */
    boolean timestamps() {
        return timestamps;
    }
}
