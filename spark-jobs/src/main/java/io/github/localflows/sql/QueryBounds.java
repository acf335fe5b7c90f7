package io.github.localflows.sql;

import io.github.localflows.config.UserError;
import java.util.Locale;

/**
 * How long and how deeply nested a query may be. Spark's parser takes minutes for some thousands of parentheses or
 * comments within each other, and goes to pieces with an overflow of the stack, so this is counted before it sees the query.
 */
final class QueryBounds {
    /** What Linux lets one argument of a command be. */
    static final int MOST_CHARACTERS = 128 * 1024;

    /** Half of the subqueries within each other that overflow a stack of 1 MB, Java's default, in Spark 4.1's parser. */
    static final int DEEPEST = 100;

    /** Comments within each other; the time that Spark's parser takes grows with the square of their number or faster. */
    static final int DEEPEST_COMMENT = 20;

    private final String query;
    private int at;
    private int brackets;
    private int cases;

    private QueryBounds(String query) {
        this.query = query;
    }

    /** @throws UserError when the query is too long or too deeply nested to be parsed */
    static void check(String query) {
        if (query.length() > MOST_CHARACTERS) {
            throw new UserError(String.format(
                    Locale.ROOT,
                    "sql: the query has %,d characters, and %,d is the most: put lists of values into a file and read"
                            + " that, as in SELECT * FROM csv.`FILE`",
                    query.length(),
                    MOST_CHARACTERS));
        }
        new QueryBounds(query).scan();
    }

    private void scan() {
        while (at < query.length()) {
            char c = query.charAt(at);
            if (query.startsWith("--", at)) {
                skipLine();
            } else if (query.startsWith("/*", at)) {
                skipComment();
            } else if (c == '\'' || c == '"' || c == '`') {
                skipQuoted(c);
            } else if (Character.isJavaIdentifierStart(c)) {
                word();
            } else {
                if (c == '(' || c == '[') {
                    brackets++;
                } else if (c == ')' || c == ']') {
                    brackets = Math.max(0, brackets - 1);
                }
                at++;
            }
            checkDepth();
        }
    }

    private void checkDepth() {
        if (brackets + cases > DEEPEST) {
            throw new UserError("sql: the query has more than " + DEEPEST
                    + " parentheses, brackets or CASEs within each other: name its parts by WITH");
        }
    }

    private void skipLine() {
        while (at < query.length() && query.charAt(at) != '\n' && query.charAt(at) != '\r') {
            // A backslash at the end of a line goes on with the comment.
            at += query.startsWith("\\\n", at) ? 2 : 1;
        }
    }

    private void skipComment() {
        int comments = 0;
        do {
            if (query.startsWith("/*", at)) {
                if (++comments > DEEPEST_COMMENT) {
                    throw new UserError("sql: the query has more than " + DEEPEST_COMMENT
                            + " comments within each other: leave them out");
                }
                at += 2;
            } else if (query.startsWith("*/", at)) {
                comments--;
                at += 2;
            } else {
                at++;
            }
        } while (comments > 0 && at < query.length());
    }

    /** A backslash before a quote keeps it within a string; of a quote that is doubled each half ends a string. */
    private void skipQuoted(char quote) {
        boolean raw = at > 0
                && Character.toLowerCase(query.charAt(at - 1)) == 'r'
                && (at == 1 || !Character.isJavaIdentifierPart(query.charAt(at - 2)));
        at++;
        while (at < query.length() && query.charAt(at) != quote) {
            at += query.charAt(at) == '\\' && quote != '`' && !raw ? 2 : 1;
        }
        at++;
    }

    private void word() {
        int start = at;
        while (at < query.length() && Character.isJavaIdentifierPart(query.charAt(at))) {
            at++;
        }
        String word = query.substring(start, at);
        if (word.equalsIgnoreCase("CASE")) {
            cases++;
        } else if (word.equalsIgnoreCase("END")) {
            cases = Math.max(0, cases - 1);
        }
    }
}
