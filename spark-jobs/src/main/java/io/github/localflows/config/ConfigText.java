package io.github.localflows.config;

/**
 * The text of a configuration, measured before the parser sees it: the parser goes down into nested braces by recursion,
 * takes a time that grows with the square of the number of words, and takes minutes over what a few lines of substitutions can
 * be made to mean.
 *
 * @param words how many words, strings and signs it has, comments left out
 * @param depth how deep braces, brackets and the elements of a key are nested at most
 * @param substitutions how many times the text refers to another value: {@code ${key}} and {@code +=}
 */
record ConfigText(int words, int depth, int substitutions) {
    private static final String SIGNS = "{}[]=:,+$";

    static ConfigText of(String text) {
        int words = 0;
        boolean within = false;
        int depth = 0;
        int deepest = 0;
        int dots = 0;
        int substitutions = 0;
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '"') {
                words++;
                within = false;
                i = afterString(text, i);
                continue;
            }
            if (c == '#' || text.startsWith("//", i)) {
                int end = text.indexOf('\n', i);
                i = end < 0 ? text.length() : end;
                continue;
            }
            boolean sign = SIGNS.indexOf(c) >= 0;
            boolean inWord = !sign && !Character.isWhitespace(c);
            if (sign || inWord && !within) {
                words++;
            }
            within = inWord;
            switch (c) {
                case '.' -> dots++;
                case '{', '[' -> {
                    depth++;
                    dots = 0;
                }
                case '}', ']' -> {
                    depth--;
                    dots = 0;
                }
                case '=', ':', ',', '\n' -> dots = 0;
                default -> {}
            }
            if (text.startsWith("${", i) || text.startsWith("+=", i)) {
                substitutions++;
            }
            deepest = Math.max(deepest, depth + dots);
            i++;
        }
        return new ConfigText(words, deepest, substitutions);
    }

    /** A string ends with its quotes, or with its line, where the parser will find fault with it. */
    private static int afterString(String text, int start) {
        if (text.startsWith("\"\"\"", start)) {
            int end = text.indexOf("\"\"\"", start + 3);
            return end < 0 ? text.length() : end + 3;
        }
        int i = start + 1;
        while (i < text.length() && text.charAt(i) != '"' && text.charAt(i) != '\n') {
            i += text.charAt(i) == '\\' ? 2 : 1;
        }
        return Math.min(i + 1, text.length());
    }
}
