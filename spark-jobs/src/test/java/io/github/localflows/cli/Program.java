package io.github.localflows.cli;

import io.github.localflows.SharedSpark;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;

/** The program run within the tests' virtual machine, with what it printed. */
public record Program(int code, String out, String err) {
    /** Runs a command on the tests' session. */
    public static Program run(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] texts = new String[arguments.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = arguments[i] instanceof Path path ? path.toString() : (String) arguments[i];
        }
        int code =
                LocalFlows.execute(command -> SharedSpark.session(), new PrintWriter(out), new PrintWriter(err), texts);
        return new Program(code, out.toString(), err.toString());
    }

    /** The lines of the results. */
    List<String> lines() {
        return out.lines().toList();
    }
}
