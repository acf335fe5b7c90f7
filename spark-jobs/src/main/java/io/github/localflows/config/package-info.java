/**
 * The configuration of a run: a HOCON file over the reference file of all keys, checked by name, type and range
 * ({@link io.github.localflows.config.ConfigLoader}), and from it one immutable settings record per stage.
 *
 * <p>Texts are bounded before they are parsed ({@link io.github.localflows.config.ConfigReader}), keys that are {@code auto}
 * become numbers ({@link io.github.localflows.config.Automatic}), and places must fit together ({@link
 * io.github.localflows.config.Regions}).
 *
 * <p>Nothing is shared between stages but the checked {@code Config} that each record's {@code from} reads. What a stage
 * depends on, and so what decides whether its output is still good, is a
 * {@link io.github.localflows.config.StageConfiguration}.
 */
package io.github.localflows.config;
