package io.github.localflows.hostile;

import java.util.List;

/** Keys and values that no configuration may have, each as it is written in a file or after {@code --set}. */
enum Mistake {
    /** A value of another type than the key's. */
    WRONG_TYPE {
        @Override
        List<String> assignments(Draw draw) {
            String key = draw.of(draw.heads() ? WHOLES : DECIMALS);
            return one(
                    key, draw.of("\"8\"", "eight", "true", "[]", "[8]", "{}", "{ a = 8 }", "null", "\"\"", "[[8, 9]]"));
        }
    },
    /** A number that the key may not have. */
    OUT_OF_RANGE {
        @Override
        List<String> assignments(Draw draw) {
            return draw.heads()
                    ? one(
                            draw.of(WHOLES),
                            draw.of("0", "-1", "-" + draw.between(2, 1 << 30), "1e18", "9223372036854775807"))
                    : one(
                            draw.of(DECIMALS),
                            draw.of("0", "-0.0", "-1e-300", "-" + draw.between(1, 99), "1e300", "1e-300"));
        }
    },
    /** What is no number, or none that can be held. */
    NO_NUMBER {
        @Override
        List<String> assignments(Draw draw) {
            return one(
                    draw.of(draw.heads() ? WHOLES : DECIMALS),
                    draw.of(
                            "NaN",
                            "Infinity",
                            "-Infinity",
                            "1e999",
                            "-1e999",
                            "0x10",
                            "1_000",
                            "8.0kpc",
                            "1,5",
                            "--1"));
        }
    },
    /** A part of a whole. */
    FRACTION {
        @Override
        List<String> assignments(Draw draw) {
            return one(draw.of(WHOLES), draw.between(1, 999) + "." + draw.between(1, 9));
        }
    },
    /** A number of digits without end. */
    LONG_NUMBER {
        @Override
        List<String> assignments(Draw draw) {
            return one(draw.of(WHOLES), "9".repeat(draw.between(20, 5000)));
        }
    },
    /** A key that nobody knows. */
    UNKNOWN_KEY {
        @Override
        List<String> assignments(Draw draw) {
            String group = draw.of("", "train.", "accelerations.grid.", "sample.", "df.", "potential.", "a.b.c.");
            return one(group + "x" + draw.word(draw.between(3, 60)), draw.of("1", "{ a = 1 }", "[1]", "x"));
        }
    },
    /** A key with a letter too many, too few, or exchanged. */
    MISSPELT_KEY {
        @Override
        List<String> assignments(Draw draw) {
            String key = draw.of(draw.heads() ? WHOLES : DECIMALS);
            int at = draw.between(key.lastIndexOf('.') + 1, key.length() - 1);
            // No key of a configuration has a q.
            String wrong = draw.heads()
                    ? key.substring(0, at) + "q" + key.substring(at)
                    : key.substring(0, at) + "q" + key.substring(at + 1);
            return one(wrong, "1");
        }
    },
    /** A word that is none of those that the key knows. */
    WRONG_WORD {
        @Override
        List<String> assignments(Draw draw) {
            return one(
                    draw.of(WORDS), draw.of("x" + draw.word(5), "1", "true", "[]", "{}", "null", "\"\"", "[volume]"));
        }
    },
    /** A list that is none, or of the wrong things. */
    WRONG_LIST {
        @Override
        List<String> assignments(Draw draw) {
            return one(
                    draw.of(
                            "datasets",
                            "train.datasets",
                            "accelerations.datasets",
                            "weakForm.datasets",
                            "compare.datasets"),
                    draw.of(
                            "fiducial",
                            "1",
                            "{}",
                            "null",
                            "[1]",
                            "[[fiducial]]",
                            "[{}]",
                            "[null]",
                            "[\"\"]",
                            "[fiducial, fiducial]",
                            "[\"../../etc/passwd\"]",
                            "[fiducial, nowhere-" + draw.word(4) + "]",
                            "[" + "x".repeat(draw.between(62, 300)) + "]",
                            "[\"fiducial \"]"));
        }
    },
    /** A part of the potential that cannot be. */
    WRONG_PART {
        @Override
        List<String> assignments(Draw draw) {
            return one(
                    draw.of("potential.parts", "baryons.parts"),
                    draw.of(
                            "[1]",
                            "[{}]",
                            "[{ share = 1 }]",
                            "[{ type = nfw }]",
                            "[{ type = x" + draw.word(4) + ", share = 1 }]",
                            "[{ type = nfw, share = 1, scaleRadius = -1 }]",
                            "[{ type = nfw, share = -1, scaleRadius = 16 }]",
                            "[{ type = nfw, share = NaN, scaleRadius = 16 }]",
                            "[{ type = nfw, share = 1, scaleRadius = 16, colour = red }]",
                            "[{ type = power-law-cutoff, share = 1, alpha = 3, cutoffRadius = 1 }]",
                            "[{ type = [nfw], share = 1, scaleRadius = 16 }]",
                            "[[{ type = nfw, share = 1, scaleRadius = 16 }]]"));
        }
    },
    /** A population that cannot be. */
    WRONG_POPULATION {
        @Override
        List<String> assignments(Draw draw) {
            return one(
                    "df.populations",
                    draw.of(
                            "[]",
                            "{}",
                            "[1]",
                            "[{}]",
                            "[{ weight = 1 }]",
                            "[{ weight = 0, hR = 3, sigmaR = 40 }]",
                            "[{ weight = 1, hR = -3, sigmaR = 40 }]",
                            "[{ weight = 1, hR = 3, sigmaR = \"40\" }]",
                            "[{ weight = 1, hR = 3, sigmaR = 40, feH = hot }]",
                            "[{ weight = 1, hR = 3, sigmaR = 40, name = thin }]",
                            "[{ weight = 1e999, hR = 3, sigmaR = 40 }]"));
        }
    },
    /** A declaration of a star set that cannot be. */
    WRONG_SET {
        @Override
        List<String> assignments(Draw draw) {
            return one(
                    "stars",
                    draw.of(
                            "1",
                            "[]",
                            "{ mine = 1 }",
                            "{ mine {} }",
                            "{ mine { table = 1 } }",
                            "{ mine { table = \"\" } }",
                            "{ mine { table = a.csv, measure = heavy } }",
                            "{ mine { table = a.csv, frame = upside-down } }",
                            "{ mine { table = a.csv, encoding = \"klingon\" } }",
                            "{ mine { table = a.csv, observed = fiducial } }",
                            "{ mine { observed = nowhere } }, datasets = [fiducial, mine]",
                            "{ mine { selected = mine, fraction = 0.5 } }, datasets = [fiducial, mine]",
                            "{ a { selected = b, fraction = 0.5 }, b { selected = a, fraction = 0.5 } }, datasets = [fiducial, a]",
                            "{ mine { selected = fiducial } }",
                            "{ mine { selected = fiducial, fraction = 2 } }",
                            "{ mine { observed = fiducial, realisations = 0 } }",
                            "{ mine { observed = fiducial, parallaxError = -1 } }",
                            "{ mine { splitRv = fiducial, fraction = 1 } }",
                            "{ mine { table = a.csv, train { epochs = 0 } } }",
                            "{ mine { table = a.csv, train { colour = red } } }",
                            "{ \"../mine\" { table = a.csv } }",
                            "{ \"1mine\" { table = a.csv } }",
                            "{ fiducial { table = a.csv } }"));
        }
    },
    /** Keys of which each is right, and not all together. */
    CONTRADICTION {
        @Override
        List<String> assignments(Draw draw) {
            int n = draw.between(2, 50);
            return draw.of(List.of(
                    List.of("train.halfWidthR = " + (8 + n)),
                    List.of("sample.Rmin = " + (n + 16)),
                    List.of("sample.Rmin = " + n, "sample.Rmax = " + n),
                    List.of("train.members = " + n, "train.parts = " + (n + 1)),
                    List.of("train.datasets = [perturbed-" + n + "myr]"),
                    List.of("accelerations.datasets = [fiducial-" + n + "myr]"),
                    List.of("datasets = [fiducial-" + n + "myr]"),
                    List.of("potentialFit.datasets = [perturbed-0myr]"),
                    List.of("accelerations.grid { Rmin = " + (20 + n) + ", Rmax = " + (21 + n) + " }"),
                    List.of("accelerations.grid { zmin = 1, zmax = -" + n + " }"),
                    List.of("accelerations.grid { R = 100000, z = " + (41 + n) + " }"),
                    List.of("accelerations.velocities { dvMin = " + (80 + n) + " }"),
                    List.of("accelerations.edge = " + (10 + n)),
                    List.of("accelerations.estimator = cross", "train.members = 1", "train.parts = 1"),
                    List.of("accelerations.density.absZ = " + (3 + n)),
                    List.of("accelerations.fields = []"),
                    List.of("accelerations.profiles.R0 = " + (20 + n)),
                    List.of("spiral.R = " + (20 + n)),
                    List.of("slices.R = " + (20 + n)),
                    List.of("df.type = hernquist"),
                    List.of("potential.parts = [{ type = nfw, share = 0." + n + ", scaleRadius = 16 }]"),
                    List.of(
                            "potential.parts = [{ type = nfw, share = auto, scaleRadius = 16 }, { type = plummer, share ="
                                    + " auto, b = 1 }]"),
                    List.of("potential.parts = []"),
                    List.of("compare.walkers = " + (2 * n + 21)),
                    List.of("weakForm.potential.heights = [0.4, 0.1]"),
                    List.of("weakForm.tests.heights = [0." + n + ", 0." + n + "]"),
                    List.of("train { layers = 1000, hidden = 10000, blocks = 1000 }"),
                    List.of("sample { seeds = 100000000, seedsPerFile = 1 }"),
                    List.of("train.start = nowhere-" + n)));
        }
    },
    /** Values that go round in a circle. */
    CYCLE {
        @Override
        List<String> assignments(Draw draw) {
            String name = draw.word(5);
            return draw.of(List.of(
                    List.of("x" + name + " = ${y" + name + "}", "y" + name + " = ${x" + name + "}"),
                    List.of("seed = ${train}"),
                    List.of("train = ${accelerations}", "accelerations = ${train}")));
        }
    },
    /** A value that is nowhere. */
    NOWHERE {
        @Override
        List<String> assignments(Draw draw) {
            return one(
                    draw.of(WHOLES),
                    draw.of("${nowhere." + draw.word(5) + "}", "${?nowhere} x", "${HOME}", "${PATH}", "${user.home}"));
        }
    },
    /** Braces in braces. */
    DEEP {
        @Override
        List<String> assignments(Draw draw) {
            int depth = draw.of(List.of(101, 150, 1000, 20_000));
            return draw.of(List.of(
                    one("train", "{ a ".repeat(depth) + "= 1" + "}".repeat(depth)),
                    one("datasets", "[".repeat(depth) + "]".repeat(depth)),
                    one("a" + ".a".repeat(depth), "1")));
        }
    },
    /** Keys and values of a length that nobody writes. */
    HUGE {
        @Override
        List<String> assignments(Draw draw) {
            int length = draw.of(List.of(300, 5000, 100_000, 1_100_000));
            return draw.of(List.of(
                    one("x".repeat(length), "1"),
                    one("sample." + "y".repeat(length), "1"),
                    one("sample.measure", "\"" + "z".repeat(length) + "\""),
                    one("seed", "\"" + "z".repeat(length) + "\"")));
        }
    },
    /** More words than any configuration has. */
    MANY_WORDS {
        @Override
        List<String> assignments(Draw draw) {
            return one("datasets", "[" + "fiducial,".repeat(draw.between(25_001, 60_000)) + "]");
        }
    },
    /** Values that refer to values that refer to values. */
    MANY_SUBSTITUTIONS {
        @Override
        List<String> assignments(Draw draw) {
            StringBuilder value = new StringBuilder("[]");
            for (int i = draw.between(21, 60); i > 0; i--) {
                value.append(" ${datasets}");
            }
            return one("datasets", value.toString());
        }
    },
    /** What a terminal does not show, or obeys. */
    CONTROL_CHARACTERS {
        @Override
        List<String> assignments(Draw draw) {
            String hostile =
                    draw.of("\\u001b[2J", "\\u0000", "\\r\\n", "\\u202e", "\\u0007", "\\ud800", "\\u2028", "\\u009b");
            return draw.of(List.of(
                    one("\"" + draw.word(3) + hostile + draw.word(3) + "\"", "1"),
                    one("sample.measure", "\"" + draw.word(3) + hostile + "\""),
                    one("datasets", "[\"" + draw.word(3) + hostile + "\"]")));
        }
    },
    /** A value whose text breaks off or goes on. */
    BROKEN_VALUE {
        @Override
        List<String> assignments(Draw draw) {
            return one(
                    draw.of("sample.seeds", "train", "datasets"),
                    draw.of("{", "[", "[1, 2", "\"a", "${", "}", "]", "{ a = }", "= 5", "\\", "`a`", "?", "@", "[1 2"));
        }
    };

    private static final List<String> WHOLES = List.of(
            "sample.seeds",
            "sample.starsPerSeed",
            "sample.seedsPerFile",
            "train.members",
            "train.parts",
            "train.layers",
            "train.hidden",
            "train.blocks",
            "train.epochs",
            "train.batch",
            "train.checkpointEpochs",
            "accelerations.grid.R",
            "accelerations.grid.z",
            "accelerations.profiles.points",
            "accelerations.velocities.count",
            "spiral.z",
            "spiral.vz",
            "slices.points",
            "resolution.points",
            "compare.jeans.radialBins",
            "compare.jeans.starsPerBin",
            "compare.searches",
            "compare.walkers",
            "compare.steps",
            "compare.thin");

    private static final List<String> DECIMALS = List.of(
            "potential.R0",
            "potential.v0",
            "actions.focalDistance",
            "df.Rsigma",
            "df.L0",
            "sample.Rmin",
            "sample.Rmax",
            "sample.absZmax",
            "evolve.maxEnergyError",
            "observe.parallaxError",
            "observe.properMotionError",
            "observe.radialVelocityError",
            "train.R0",
            "train.halfWidthR",
            "train.absZmax",
            "train.learningRate",
            "accelerations.velocities.dvMax",
            "spiral.absVzmax",
            "resolution.absZ",
            "slices.halfWidthV");

    private static final List<String> WORDS = List.of(
            "df.type",
            "df.guidingRadius",
            "sample.measure",
            "train.activation",
            "train.schedule",
            "train.radialFeature",
            "train.placement",
            "accelerations.weighting",
            "accelerations.estimator",
            "accelerations.velocities.points",
            "potentialFit.symmetry",
            "potentialFit.density");

    /** What is written, {@code key = value} each. */
    abstract List<String> assignments(Draw draw);

    private static List<String> one(String key, String value) {
        return List.of(key + " = " + value);
    }
}
