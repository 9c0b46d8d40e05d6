// fuzz, and replay of what it saves: exit codes, the corpus, what is skipped and what refused.
#include <filesystem>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/run.hpp"
#include "conform/crosscheck/command.hpp"
#include "tests/cli/process.hpp"

namespace finalack::cli {
namespace {

using testing::HasSubstr;
using testing::Not;
namespace fs = std::filesystem;

Ended finalack(const std::vector<std::string>& arguments) {
  std::ostringstream out;
  std::ostringstream err;
  const Console console{out, err, {.unicode = false, .colour = false, .columns = 80}, false};
  const int code = run(arguments, properties::Catalogue(), console);
  return {code, out.str(), err.str()};
}

std::size_t files_in(const std::string& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator{}));
}

/// Without what a clock says.
std::string timeless(const std::string& out) {
  const std::size_t from = out.find(" in ");
  return out.substr(0, from) + out.substr(out.find(": no rule"));
}

TEST(Fuzz, IsTheSameForASeedWhateverTheJobs) {
  const Ended one = finalack({"fuzz", "--seed", "3", "--runs", "600", "--jobs", "1"});
  const Ended two = finalack({"fuzz", "--seed", "3", "--runs", "600", "--jobs", "2"});
  EXPECT_EQ(one.code, 0) << one.err;
  EXPECT_EQ(timeless(one.out), timeless(two.out));
  EXPECT_THAT(one.out, HasSubstr("600 runs"));
  EXPECT_THAT(one.out, HasSubstr("not reached: TIME-WAIT, user timeout: to CLOSED, nothing"));
  const Ended other = finalack({"fuzz", "--seed", "4", "--runs", "600", "--jobs", "2"});
  EXPECT_NE(timeless(one.out), timeless(other.out));
}

TEST(Fuzz, SaysWhenTheTimeWasOverBeforeTheRuns) {
  const Ended output = finalack({"fuzz", "--runs", "4000000000", "--time", "50ms"});
  EXPECT_EQ(output.code, 2);
  EXPECT_THAT(output.out, HasSubstr("out of time"));
  EXPECT_THAT(output.out, HasSubstr("coverage: "));
  EXPECT_EQ(finalack({"fuzz", "--time", "50ms"}).code, 0);
}

TEST(Fuzz, SavesWhatReachesSomethingAndGoesOnFromIt) {
  const TemporaryDirectory directory;
  const std::string folder = directory / "cases";
  EXPECT_EQ(finalack({"fuzz", "--runs", "300", "--save", folder}).code, 0);
  const std::size_t saved = files_in(folder);
  EXPECT_GT(saved, 10U);
  const Ended again = finalack({"fuzz", "--runs", "1", "--save", folder});
  EXPECT_EQ(again.code, 0);
  EXPECT_THAT(again.out, HasSubstr("203 of the model's 204 decisions by chance, 0 by a directed search, 1 not"));
  EXPECT_THAT(again.err, Not(HasSubstr("skipped")));
}

TEST(Fuzz, NamesAndSkipsCasesThatCannotBeUsed) {
  const TemporaryDirectory directory;
  const std::string folder = directory / "cases";
  fs::create_directory(folder);
  directory.write("cases/damaged.case", "finalack case 1\nendpoint a profile=rfc\n");
  directory.write("cases/older.case", "finalack case 0\n");
  fs::create_directory(folder + "/folder.case");
  fs::create_symlink("nowhere", folder + "/link.case");
  const Ended output = finalack({"fuzz", "--runs", "1", "--save", folder});
  EXPECT_EQ(output.code, 0) << output.err;
  EXPECT_THAT(output.err, HasSubstr("folder.case: is not a regular file; skipped"));
  EXPECT_THAT(output.err, HasSubstr("link.case: is not a regular file; skipped"));
  EXPECT_THAT(output.err, HasSubstr("damaged.case"));
  EXPECT_THAT(output.err, HasSubstr("older.case:1: of another version; this is version 1; skipped"));
}

TEST(Fuzz, OverwritesNoCase) {
  const TemporaryDirectory directory;
  const std::string folder = directory / "cases";
  EXPECT_EQ(finalack({"fuzz", "--runs", "10", "--save", folder}).code, 0);
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(folder)) files.push_back(entry.path());
  const std::string other = to_text(conform::Case{});  // which reaches nothing
  for (const std::string& file : files) directory.write("cases/" + fs::path(file).filename().string(), other);
  EXPECT_EQ(finalack({"fuzz", "--runs", "10", "--save", folder}).code, 0);
  for (const std::string& file : files) EXPECT_EQ(content(file), other) << file;
  EXPECT_GT(files_in(folder), files.size());
}

TEST(Fuzz, RefusesWhatMakesNoSense) {
  EXPECT_EQ(finalack({"fuzz", "--runs", "0"}).code, 64);
  EXPECT_EQ(finalack({"fuzz", "--seed", "many"}).code, 64);
  EXPECT_EQ(finalack({"fuzz", "--jobs", "0"}).code, 64);
  EXPECT_EQ(finalack({"fuzz", "claim"}).code, 64);
  EXPECT_EQ(finalack({"fuzz", "--runs", "1", "--save", "/dev/null/folder"}).code, 74);
}

TEST(ReplayOfACase, ShowsIt) {
  const TemporaryDirectory directory;
  const conform::Case value{{},
                            {.iss = 9000},
                            {{conform::Act::Listen, conform::Side::A},
                             {conform::Act::Connect, conform::Side::B},
                             {conform::Act::Deliver, conform::Side::B}}};
  const Ended output = finalack({"replay", directory.write("it.case", to_text(value))});
  EXPECT_EQ(output.code, 0) << output.err;
  EXPECT_THAT(output.out, HasSubstr("SYN-RECEIVED"));
  EXPECT_THAT(output.out, HasSubstr("no rule was broken"));
}

TEST(ReplayOfACase, RefusesWhatItCannotDoWithOne) {
  const TemporaryDirectory directory;
  const std::string file = directory.write("it.case", to_text(conform::Case{}));
  EXPECT_EQ(finalack({"replay", file, "--on", "impl"}).code, 0);
  EXPECT_EQ(finalack({"replay", file, "--on", "model"}).code, 64);
  EXPECT_EQ(finalack({"replay", file, "--format", "json"}).code, 64);
}

TEST(ReplayOfACase, RefusesADamagedOne) {
  const TemporaryDirectory directory;
  const Ended junk = finalack({"replay", directory.write("junk.case", "\x01\x02\n")});
  EXPECT_EQ(junk.code, 65);
  EXPECT_THAT(junk.err, HasSubstr("junk.case:1: not a case file"));
  const Ended output = finalack({"replay", directory.write("it.case", "finalack case 1\na jump\nend 1\n")});
  EXPECT_EQ(output.code, 65);
  EXPECT_THAT(output.err, HasSubstr("it.case:2: unknown command"));
}

}  // namespace
}  // namespace finalack::cli
