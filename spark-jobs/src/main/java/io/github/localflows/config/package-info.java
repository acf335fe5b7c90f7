/**
 * How a configuration is read and checked: texts that are bounded before they are parsed ({@link
 * io.github.localflows.config.ConfigReader}), and what the value of a key must look like ({@link
 * io.github.localflows.config.Shape}).
 *
 * <p>What a stage depends on, and so what decides whether its output is still good, is a {@link
 * io.github.localflows.config.StageConfiguration}.
 */
package io.github.localflows.config;
