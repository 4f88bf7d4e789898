package io.kvasir.boot;

import io.kvasir.edge.cli.server.Setting;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All settings of a server, read off the interfaces that they are mapped to, and what these say of
 * them.
 *
 * <p>Reflection finds them when this class is initialised: in a native image that was when it was
 * built.
 */
final class Settings {
  static final List<Class<?>> MAPPINGS =
      List.of(
          AntiEntropyConfig.class,
          BusConfig.class,
          ClusterConfig.class,
          DialectConfig.class,
          EngineSettings.class,
          ExpirySettings.class,
          HandoffSettings.class,
          HintsConfig.class,
          HttpConfig.class,
          LimitsConfig.class,
          LogConfig.class,
          NodeConfig.class,
          ShutdownConfig.class,
          StorageConfig.class,
          SwimSettings.class,
          ScanConfig.class,
          TcpConfig.class,
          TombstoneSettings.class,
          TraceConfig.class,
          WatchConfig.class);

  private static final Map<Class<?>, String> VALUES =
      Map.of(
          int.class, "<number>",
          long.class, "<number>",
          double.class, "<number>",
          OptionalInt.class, "<number>",
          boolean.class, "true|false",
          Duration.class, "<time in ms, s, m or h>",
          MemorySize.class, "<bytes, or K, M, G of them>",
          Path.class, "<path>",
          String.class, "<text>");

  private static final List<Setting> ALL =
      MAPPINGS.stream()
          .flatMap(Settings::of)
          .sorted(Comparator.comparing(Setting::property))
          .toList();

  private Settings() {}

  /** By name. */
  static List<Setting> all() {
    return ALL;
  }

  private static Stream<Setting> of(Class<?> mapping) {
    String prefix = mapping.getAnnotation(ConfigMapping.class).prefix();
    Map<String, String> meanings = Javadoc.of(mapping);
    return Arrays.stream(mapping.getDeclaredMethods())
        .map(
            method ->
                new Setting(
                    prefix + '.' + name(method),
                    values(method.getGenericReturnType()),
                    byDefault(method),
                    meanings.getOrDefault(method.getName(), "")));
  }

  private static String name(Method method) {
    WithName said = method.getAnnotation(WithName.class);
    return said == null ? kebab(method.getName()) : said.value();
  }

  private static Optional<String> byDefault(Method method) {
    return Optional.ofNullable(method.getAnnotation(WithDefault.class)).map(WithDefault::value);
  }

  private static String values(Type type) {
    if (type instanceof ParameterizedType wrapped) {
      String one = values(wrapped.getActualTypeArguments()[0]);
      return wrapped.getRawType() == List.class ? one + ",…" : one;
    }
    if (type instanceof Class<?> choice && choice.isEnum()) {
      return Arrays.stream(choice.getEnumConstants())
          .map(constant -> kebab(constant.toString().toLowerCase(Locale.ROOT)))
          .collect(Collectors.joining("|"));
    }
    String values = type instanceof Class<?> plain ? VALUES.get(plain) : null;
    if (values == null) {
      throw new IllegalStateException("say what a setting of this type can be: " + type);
    }
    return values;
  }

  /** {@code keysPerSecond} and {@code KEYS_PER_SECOND} are {@code keys-per-second}. */
  private static String kebab(String name) {
    return name.replace('_', '-')
        .replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-")
        .toLowerCase(Locale.ROOT);
  }
}
