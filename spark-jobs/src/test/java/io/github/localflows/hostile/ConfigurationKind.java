package io.github.localflows.hostile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Files that are no configuration, whatever they say. */
enum ConfigurationKind implements HostileKind {
    BRACE_LOST {
        @Override
        byte[] content(Draw draw, Workplace place) {
            List<Integer> braces = new java.util.ArrayList<>();
            String text = WholeRun.CONFIGURATION;
            for (int i = 0; i < text.length(); i++) {
                if ("{}[]".indexOf(text.charAt(i)) >= 0) {
                    braces.add(i);
                }
            }
            int at = draw.of(braces);
            return utf8(text.substring(0, at) + text.substring(at + 1));
        }
    },
    QUOTE_LOST {
        @Override
        byte[] content(Draw draw, Workplace place) {
            return utf8(WholeRun.CONFIGURATION + "stars { mine { table = \"" + draw.word(8) + ".csv } }\n");
        }
    },
    STRAY_SIGN {
        @Override
        byte[] content(Draw draw, Workplace place) {
            List<String> lines =
                    new java.util.ArrayList<>(WholeRun.CONFIGURATION.lines().toList());
            lines.add(
                    draw.between(0, lines.size()),
                    draw.of("}", "]", "= 5", ":", "seed", "${seed}", "+", ", ,", "\"seed"));
            return utf8(String.join("\n", lines));
        }
    },
    CUT_OFF {
        @Override
        byte[] content(Draw draw, Workplace place) {
            // Within the braces of `accelerations`.
            int from = WholeRun.CONFIGURATION.indexOf("accelerations {") + "accelerations {".length();
            int to = WholeRun.CONFIGURATION.indexOf("spiral");
            return utf8(WholeRun.CONFIGURATION.substring(0, draw.between(from, to - 3)));
        }
    },
    OTHER_FORMAT {
        @Override
        byte[] content(Draw draw, Workplace place) {
            return utf8(draw.of(
                    "<?xml version=\"1.0\"?><configuration/>\n",
                    "[train]\nepochs = 3\n",
                    "train:\n  - epochs\n",
                    "#!/bin/sh\nrm -rf " + draw.word(4) + "\n",
                    "def main():\n    return 1\n",
                    "[1, 2, 3]",
                    "\"a text\"",
                    "null",
                    "R,z,vR,vphi,vz\n8,0,0,220,0\n"));
        }
    },
    BINARY {
        @Override
        byte[] content(Draw draw, Workplace place) {
            byte[] bytes = draw.bytes(draw.between(2, 4000));
            // No text in UTF-8 has this byte.
            bytes[draw.between(0, bytes.length - 1)] = (byte) 0xFF;
            return bytes;
        }
    },
    OTHER_ENCODING {
        @Override
        byte[] content(Draw draw, Workplace place) {
            return draw.heads()
                    ? ("\uFEFF" + WholeRun.CONFIGURATION).getBytes(StandardCharsets.UTF_16LE)
                    : (WholeRun.CONFIGURATION + "# Ångström\n").getBytes(StandardCharsets.ISO_8859_1);
        }
    },
    NUL_BYTES {
        @Override
        byte[] content(Draw draw, Workplace place) {
            byte[] bytes = utf8(WholeRun.CONFIGURATION);
            int from = draw.between(0, 100);
            Arrays.fill(bytes, from, from + draw.between(1, 300), (byte) 0);
            return bytes;
        }
    },
    TOO_LONG {
        @Override
        byte[] content(Draw draw, Workplace place) {
            return utf8(WholeRun.CONFIGURATION + ("# " + draw.word(97) + "\n").repeat(draw.between(10_600, 60_000)));
        }
    },
    INCLUDE {
        @Override
        byte[] content(Draw draw, Workplace place) throws IOException {
            place.write("bad.conf", "train {");
            Files.createDirectories(place.at("directory.conf"));
            return utf8("include "
                    + draw.of(
                            "\"nowhere-" + draw.word(4) + "\"",
                            "\"hostile.conf\"",
                            "\"bad.conf\"",
                            "\"directory.conf\"",
                            "\"\"",
                            "\"../../../../../../nowhere.conf\"",
                            "url(\"http://127.0.0.1:1/x.conf\")",
                            "url(\"file:///etc/passwd\")",
                            "classpath(\"reference.conf\")",
                            "file(\"nowhere.conf\")",
                            "required(file(\"nowhere.conf\"))",
                            "package(\"a\", \"b\")",
                            "\"a\\u0000b\"",
                            "nowhere")
                    + "\n" + WholeRun.CONFIGURATION);
        }
    },
    /** A place where there is no plain file. */
    PLACE {
        @Override
        public HostileInput make(Draw draw, Workplace place) throws IOException {
            Path link = Files.createSymbolicLink(place.at("link.conf"), place.at("link.conf"));
            String file = draw.of(
                    place.at("nowhere.conf").toString(),
                    place.at("").toString(),
                    place.configuration() + "/x.conf",
                    "/dev/zero",
                    "/dev/null",
                    link.toString(),
                    place.at("x".repeat(draw.between(256, 5000))).toString(),
                    place.at("\u001b[2J.conf").toString(),
                    "",
                    "/");
            return new HostileInput(
                    file,
                    List.of("sample", "--config", file, "--run", place.at("run").toString()));
        }
    };

    @Override
    public String title() {
        return "configuration " + name();
    }

    @Override
    public HostileInput make(Draw draw, Workplace place) throws IOException {
        byte[] bytes = content(draw, place);
        Path file = place.write("hostile.conf", bytes);
        String command = draw.of("sample", "pipeline", "train", "report");
        return new HostileInput(
                bytes.length + " bytes",
                List.of(
                        command,
                        "--config",
                        file.toString(),
                        "--run",
                        place.at("run").toString()));
    }

    /** What the file holds. */
    byte[] content(Draw draw, Workplace place) throws IOException {
        throw new IllegalStateException("a kind without a file makes the input itself");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
