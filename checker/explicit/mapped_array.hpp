// An array that reserves address space for its largest size and gets memory only where it is written.
//
// A search doesn't know how many states it will find. A vector that doubles needs three times its size while it moves,
// which a memory budget would have to allow for; here nothing ever moves, and pointers into the array stay valid. Huge
// pages are worth a factor of two, since almost every access of a search is a cache miss that would be a TLB miss as
// well.
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <type_traits>
#include <utility>

#include <sys/mman.h>

namespace finalack::checker::explicit_search {

/// `capacity` elements, all bits zero until written. Throws std::bad_alloc when the address space can't be reserved.
template <class T> class MappedArray {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  MappedArray() = default;
  explicit MappedArray(std::size_t capacity) : bytes_(capacity * sizeof(T)) {
    if (bytes_ == 0) return;
    void* mapped = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mapped == MAP_FAILED) throw std::bad_alloc();
    data_ = static_cast<T*>(mapped);
    // Best effort, and not for small arrays: their first page would be 2 MiB that have to be cleared.
    if (bytes_ >= kHugePagesFrom) (void)madvise(mapped, bytes_, MADV_HUGEPAGE);
  }
  ~MappedArray() {
    if (data_ != nullptr) munmap(data_, bytes_);
  }
  MappedArray(MappedArray&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}
  MappedArray& operator=(MappedArray&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  MappedArray(const MappedArray&) = delete;
  MappedArray& operator=(const MappedArray&) = delete;

  T* data() { return data_; }
  const T* data() const { return data_; }
  T& operator[](std::size_t i) { return data_[i]; }
  const T& operator[](std::size_t i) const { return data_[i]; }
  std::size_t capacity() const { return bytes_ / sizeof(T); }

 private:
  static constexpr std::size_t kHugePagesFrom = std::size_t{32} << 20;

  T* data_ = nullptr;
  std::size_t bytes_ = 0;
};

/// One bit for each of a number of states.
class StateSet {
 public:
  StateSet() = default;
  explicit StateSet(std::size_t states) : words_(states / 64 + 1) {}
  bool contains(std::size_t i) const { return ((words_[i / 64] >> (i % 64)) & 1U) != 0; }
  void add(std::size_t i) { words_[i / 64] |= std::uint64_t{1} << (i % 64); }

 private:
  MappedArray<std::uint64_t> words_;
};

}  // namespace finalack::checker::explicit_search
