package io.kvasir.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.kvasir.edge.cli.server.Setting;
import io.smallrye.config.ConfigMapping;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The settings that the server's help lists are those that it has. */
class SettingsTest {
  private static Setting setting(String property) {
    return Settings.all().stream()
        .filter(setting -> setting.property().equals(property))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void areThoseOfAllMappings() {
    List<String> mappings =
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.kvasir")
                .stream()
                .filter(type -> type.isAnnotatedWith(ConfigMapping.class))
                .map(JavaClass::getName)
                .toList();

    assertThat(Settings.MAPPINGS.stream().map(Class::getName))
        .containsExactlyInAnyOrderElementsOf(mappings);
  }

  @Test
  void haveFlagsOfTheirOwn() {
    assertThat(Settings.all()).extracting(Setting::flag).doesNotHaveDuplicates();
  }

  @Test
  void sayTheirDefaultAndUnit() {
    assertThat(setting("kvasir.http.port").byDefault()).contains("4001");
    assertThat(setting("kvasir.http.port").values()).isEqualTo("<number>");
    assertThat(setting("kvasir.dialect.vaultdb.port").values()).isEqualTo("<number>");
    assertThat(setting("kvasir.storage.mode").values()).isEqualTo("rocksdb|memory");
    assertThat(setting("kvasir.anti-entropy.bytes-per-second").values()).contains("K, M, G");
    assertThat(setting("kvasir.cluster.members").values()).isEqualTo("<text>,…");
    assertThat(setting("kvasir.cluster.members").byDefault()).isEmpty();
  }

  @Test
  void sayWhatTheyDecide() {
    assertThat(Settings.all())
        .allSatisfy(setting -> assertThat(setting.meaning()).as(setting.property()).isNotBlank());
    assertThat(setting("kvasir.http.advertised").meaning())
        .isEqualTo(
            "Where clients find this node, as a URL; by default http://, the host of its event"
                + " bus, and port.");
  }
}
