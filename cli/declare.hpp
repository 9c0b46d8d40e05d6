// How options are declared, in app.cpp and beside it.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "checker/errors.hpp"
#include "cli/options.hpp"
#include "cli/values.hpp"

namespace finalack::cli {

void add_format(CLI::App& verb, Options& options, const std::vector<std::string>& formats);
void add_output(CLI::App& verb, Options& options);
void add_ascii(CLI::App& verb, Options& options);
/// --timeout and --memory.
void add_budget(CLI::App& verb, RunOptions& run);
void add_progress(CLI::App& verb, RunOptions& run);

/// An option that takes one of a few words. Which words is written where help and completion find it: in its type name.
template <class T>
void add_choice(CLI::App& verb, const std::string& name, T& target,
                const std::vector<std::pair<std::string, T>>& choices, const std::string& initially,
                const std::string& help) {
  std::vector<std::string> words;
  for (const auto& choice : choices) words.push_back(choice.first);
  const std::string kind = name.substr(name.find_first_not_of('-'));
  const auto take = [&target, choices, words, kind](const std::string& word) {
    const auto found = std::find_if(choices.begin(), choices.end(), [&](const auto& c) { return c.first == word; });
    if (found == choices.end()) throw UsageError(unknown(kind, word, words));
    target = found->second;
  };
  verb.add_option_function<std::string>(name, take, help)->type_name(joined(words, "|"))->default_str(initially);
}

/// An option whose text a function reads; the name comes first in its error messages.
template <class Read>
void add_value(CLI::App& verb, const std::string& name, const std::string& type, const std::string& initially,
               const std::string& help, Read read) {
  const auto take = [name, read](const std::string& text) {
    try {
      read(text);
    } catch (const UsageError& e) {
      throw UsageError(name + ": " + e.what());
    }
  };
  verb.add_option_function<std::string>(name, take, help)->type_name(type)->default_str(initially);
}

}  // namespace finalack::cli
