package io.github.localflows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.SharedSpark;
import io.github.localflows.docs.Documents;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.AutoComplete;
import picocli.CommandLine;

/** What the documents say of the command line, and what the program says itself. */
class DocumentedCommandsTest {
    private static final CommandLine PROGRAM = new LocalFlows(command -> SharedSpark.session()).commandLine();

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /** A sentence with the exit codes, such as "Exit codes: 0 done, ...", to the end of its paragraph. */
    private static final Pattern EXIT_CODES = Pattern.compile("Exit codes:((?:.|\n(?!\n))*?interrupted)");

    /** A command line of a document; what follows the command is not looked at. */
    private static final Pattern GIVEN = Pattern.compile("submit/localflows((?: --[a-z-]+[ =]\\S+)*) ([a-z][a-z-]*)");

    private static final Pattern NUMBER = Pattern.compile("\\b\\d{1,3}\\b");

    @Test
    void tablesOfCommandsNameAllOfThem() throws IOException {
        Set<String> documented = Documents.firstCells("| command | does |").stream()
                .flatMap(cell -> CODE.matcher(cell).results())
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(new TreeSet<>(PROGRAM.getSubcommands().keySet()), documented);
    }

    @Test
    void commandsOfExamplesExist() throws IOException {
        Set<String> commands = PROGRAM.getSubcommands().keySet();
        int examples = 0;
        for (Path document : Documents.all()) {
            Matcher given = GIVEN.matcher(Documents.text(document));
            while (given.find()) {
                assertTrue(commands.contains(given.group(2)), document + ": " + given.group());
                examples++;
            }
        }
        assertTrue(examples > 10, examples + " examples");
    }

    @Test
    void exitCodesAreThoseOfTheProgram() throws IOException {
        Set<String> codes = PROGRAM.getCommandSpec().usageMessage().exitCodeList().keySet().stream()
                .flatMap(key -> Arrays.stream(key.split(", ")))
                .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(codes.containsAll(Set.of("0", "" + Ending.FAILURE, "" + Ending.MISTAKE)), codes.toString());
        Set<String> tabled = Documents.firstCells("| code | means | a scheduler should |").stream()
                .flatMap(cell -> NUMBER.matcher(cell).results())
                .map(found -> found.group())
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(codes, tabled);
        int sentences = 0;
        for (Path document : Documents.all()) {
            Matcher sentence = EXIT_CODES.matcher(Documents.prose(document));
            while (sentence.find()) {
                assertEquals(
                        codes,
                        NUMBER.matcher(sentence.group(1))
                                .results()
                                .map(found -> found.group())
                                .collect(Collectors.toCollection(TreeSet::new)),
                        document + ": " + sentence.group());
                sentences++;
            }
        }
        assertTrue(sentences > 0, "no document says \"Exit codes: 0 done, ...\"");
    }

    @Test
    void completionIsThatOfTheCommands() throws IOException {
        Documents.assertGenerated("submit/completion.bash", AutoComplete.bash("localflows", PROGRAM));
    }

    @Test
    void descriptionsBeginWithASentenceAndFitTheirLines() {
        for (CommandLine command : PROGRAM.getSubcommands().values()) {
            CommandLine.Model.UsageMessageSpec usage = command.getCommandSpec().usageMessage();
            String[] lines = usage.description();
            assertTrue(lines[0].endsWith("."), lines[0]);
            for (int i = 1; i < lines.length; i++) {
                assertTrue(lines[i].length() <= usage.width(), command.getCommandName() + ": " + lines[i]);
            }
        }
    }

    @Test
    void everyOptionSaysWhatItIs() {
        for (Map.Entry<String, CommandLine> command : PROGRAM.getSubcommands().entrySet()) {
            command.getValue().getCommandSpec().options().stream()
                    .filter(option -> !option.hidden())
                    .forEach(option ->
                            assertTrue(option.description().length > 0, command.getKey() + " " + option.longestName()));
        }
    }
}
