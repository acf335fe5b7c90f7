package io.github.localflows.hostile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command lines that cannot be meant. */
enum CommandKind implements HostileKind {
    UNKNOWN_COMMAND {
        @Override
        List<String> arguments(Draw draw, Workplace place) throws IOException {
            return List.of(draw.of(
                    "x" + draw.word(5),
                    "samples",
                    "SAMPLE",
                    "-",
                    "",
                    " sample",
                    "\u001b[2J",
                    "../sample",
                    "x".repeat(5000)));
        }
    },
    UNKNOWN_OPTION {
        @Override
        List<String> arguments(Draw draw, Workplace place) throws IOException {
            List<String> arguments = new ArrayList<>(place.command(command(draw)));
            arguments.add(draw.of(
                    "--x" + draw.word(4),
                    "-q",
                    "--run-dir=x",
                    "--setx",
                    "--overwrit",
                    "--" + "x".repeat(3000),
                    "--\u001b[2J"));
            return arguments;
        }
    },
    TOO_MANY_ARGUMENTS {
        @Override
        List<String> arguments(Draw draw, Workplace place) throws IOException {
            List<String> arguments = new ArrayList<>(place.command(command(draw)));
            arguments.add(draw.of("x" + draw.word(4), "sample", "train.epochs=3", "\u202e", "SELECT 1"));
            return arguments;
        }
    },
    VALUE_LOST {
        @Override
        List<String> arguments(Draw draw, Workplace place) throws IOException {
            return List.of(
                    draw.of("sample", "pipeline", "sql", "evaluate", "describe", "test-potential"),
                    draw.of("--run", "--config", "--set"));
        }
    },
    OPTION_LOST {
        @Override
        List<String> arguments(Draw draw, Workplace place) throws IOException {
            return draw.of(List.of(
                    place.command("test-potential"),
                    List.of("evaluate", "--points", "x.csv", "--quantities", "df"),
                    List.of("evaluate", "--out", place.at("o").toString(), "--quantities", "df"),
                    List.of("evaluate", "--out", place.at("o").toString(), "--points", "x.csv"),
                    List.of()));
        }
    },
    TWICE {
        @Override
        List<String> arguments(Draw draw, Workplace place) throws IOException {
            List<String> arguments = new ArrayList<>(place.command(command(draw)));
            arguments.addAll(
                    List.of(draw.of("--run", "--config"), place.at("other").toString()));
            return arguments;
        }
    },
    NO_SETTING {
        @Override
        List<String> arguments(Draw draw, Workplace place) throws IOException {
            return place.command(
                    command(draw),
                    "--set",
                    draw.of(
                            "train.epochs",
                            "=3",
                            "",
                            " ",
                            "=",
                            "train.epochs:3",
                            "x".repeat(100_000),
                            "==",
                            "\u0000=1",
                            "{}=1",
                            "[a]=1",
                            "a b=1",
                            "train..epochs=1",
                            ".=1",
                            "a=",
                            "$=1"));
        }
    },
    RUN {
        @Override
        List<String> arguments(Draw draw, Workplace place) throws IOException {
            Path file = place.write("a-file", "mine");
            String run = draw.of(
                    "",
                    "\u0000",
                    "a\u0000b",
                    "http://127.0.0.1:1/run",
                    "https://user:secret@127.0.0.1:1/run",
                    "nowhere://host/run",
                    "hdfs://",
                    "hdfs:///run",
                    file.toString(),
                    file + "/run",
                    place.at("x".repeat(300)).toString(),
                    "/proc/run",
                    "/dev/null",
                    "file://host/run",
                    "s3a://");
            return List.of(
                    draw.of("sample", "pipeline"),
                    "--config",
                    place.configuration().toString(),
                    "--run",
                    run);
        }
    },
    NO_RUN {
        @Override
        List<String> arguments(Draw draw, Workplace place) throws IOException {
            Files.createDirectories(place.at("empty"));
            Path file = place.write("a-file", "mine");
            String run =
                    draw.of(place.at("nowhere").toString(), place.at("empty").toString(), file.toString());
            return draw.heads()
                    ? List.of("sql", "--run", run, "SELECT 1")
                    : List.of(
                            draw.of("figures", "report"),
                            "--config",
                            place.configuration().toString(),
                            "--run",
                            run);
        }
    },
    UNKNOWN_WORD {
        @Override
        List<String> arguments(Draw draw, Workplace place) throws IOException {
            Path points = place.write("points.csv", "R,z\n8,0\n");
            return place.evaluate(
                    points,
                    draw.of("--quantities", "--frame", "--format", "--encoding"),
                    draw.of("x" + draw.word(4), "", ",", "density,,df", "\u001b[2J", "null", "x".repeat(3000)));
        }
    },
    OUT {
        @Override
        List<String> arguments(Draw draw, Workplace place) throws IOException {
            Path points = place.write("points/a.csv", "R,z\n8,0\n");
            Path file = place.write("a-file", "mine");
            Path directory = place.write("mine/notes.txt", "mine").getParent();
            String out = draw.of(
                    points.toString(),
                    points.getParent().toString(),
                    points.getParent().resolve("inside").toString(),
                    file.toString(),
                    file + "/inside",
                    directory.toString(),
                    "",
                    "a\u0000b",
                    "http://127.0.0.1:1/out",
                    "nowhere://host/out",
                    "/proc/out",
                    place.at("x".repeat(300)).toString());
            List<String> arguments = new ArrayList<>(List.of(
                    "evaluate", "--config", place.configuration().toString(), "--quantities", "density", "--points"));
            arguments.add(points.getParent().toString());
            arguments.addAll(List.of("--out", out));
            if (draw.heads()) {
                arguments.add("--overwrite");
            }
            return arguments;
        }
    },
    POINTS {
        @Override
        List<String> arguments(Draw draw, Workplace place) throws IOException {
            return List.of(
                    "evaluate",
                    "--config",
                    place.configuration().toString(),
                    "--quantities",
                    "density",
                    "--out",
                    place.at("out").toString(),
                    "--points",
                    draw.of(
                            "",
                            "a\u0000b",
                            "http://127.0.0.1:1/p.csv",
                            "nowhere://h/p.csv",
                            "/",
                            "/dev/null",
                            "/dev/zero",
                            "*",
                            "[",
                            "{a,b}.csv",
                            "\u001b[2J.csv",
                            "x".repeat(5000) + ".csv",
                            "~"));
        }
    },
    FLOW {
        @Override
        List<String> arguments(Draw draw, Workplace place) throws IOException {
            Path run = place.run();
            Path points = place.write("points.csv", "R,z,vR,vphi,vz\n8.0,0.1,5,220,3\n");
            return place.evaluate(
                    points,
                    "--flow",
                    draw.of(
                            run.toString(),
                            run.resolve("flows").toString(),
                            run.resolve("stars/fiducial").toString(),
                            run.resolve("flows/fiducial/member-00/model.json").toString(),
                            run.resolve("flows/fiducial/member-07").toString(),
                            place.at("nowhere").toString(),
                            "",
                            "a\u0000b",
                            "nowhere://host/flows"));
        }
    },
    POTENTIAL {
        @Override
        List<String> arguments(Draw draw, Workplace place) throws IOException {
            Path run = place.run();
            return draw.heads()
                    ? place.command(
                            "test-potential",
                            "--stars",
                            draw.of("nowhere", "", "../fiducial", "\u001b[2J", "x".repeat(300), "exact-f"))
                    : place.command(
                            "test-potential",
                            "--stars",
                            "fiducial",
                            "--potential",
                            draw.of(
                                    run.toString(),
                                    run.resolve("stars/fiducial").toString(),
                                    run.resolve("flows/fiducial").toString(),
                                    place.at("nowhere").toString(),
                                    run.resolve("weak-form/fiducial/_potential.json")
                                            .toString(),
                                    "",
                                    "nowhere://host/potential"));
        }
    },
    /** What was made with another configuration, and must not be replaced unasked. */
    OTHER_RECIPE {
        @Override
        List<String> arguments(Draw draw, Workplace place) throws IOException {
            place.run();
            return draw.of(List.of(
                    place.command("sample", "--set", "sample.starsPerSeed=" + draw.between(10, 99)),
                    place.command("pipeline", "--set", "seed=" + draw.between(1, 99)),
                    place.command("train", "--set", "train.epochs=" + draw.between(2, 9)),
                    place.command("accelerations", "--set", "accelerations.velocities.count=" + draw.between(61, 99)),
                    place.command("weak-form", "--set", "weakForm.potential.degree=2"),
                    place.command("potential", "--set", "potentialFit.symmetry=none")));
        }
    };

    private static String command(Draw draw) {
        return draw.of("sample", "train", "figures", "report", "pipeline", "accelerations");
    }

    @Override
    public String title() {
        return "command " + name();
    }

    @Override
    public HostileInput make(Draw draw, Workplace place) throws IOException {
        List<String> arguments = arguments(draw, place);
        return new HostileInput(String.join(" ", arguments), arguments);
    }

    /** The command line. */
    abstract List<String> arguments(Draw draw, Workplace place) throws IOException;
}
