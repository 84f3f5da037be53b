import test from 'ava';
import { hostedRepository, localRepository } from '../../src/domain/repository.js';

const webs: [string, string | undefined][] = [
  ['https://github.com/acme/cart.git', 'https://github.com/acme/cart'],
  ['https://jane:token@github.com/acme/cart', 'https://github.com/acme/cart'],
  ['git@github.com:acme/cart.git', 'https://github.com/acme/cart'],
  ['ssh://git@github.com:22/acme/cart.git', 'https://github.com/acme/cart'],
  ['ssh://git@ssh.github.com:443/acme/cart.git', 'https://github.com/acme/cart'],
  ['git://github.com/acme/cart.git/', 'https://github.com/acme/cart'],
  ['http://git.example.com:3000/acme/cart.git', 'http://git.example.com:3000/acme/cart'],
  ['git.example.com:deep/er/cart.git', 'https://git.example.com/deep/er/cart'],
  ['/srv/cart', undefined],
  ['./cart', undefined],
  ['acme/cart', undefined],
  ['file:///srv/cart', undefined],
  ['', undefined],
];
for (const [repository, web] of webs) {
  test(`web address of "${repository}"`, (t) => t.is(hostedRepository(repository)?.web, web));
}

test('a local repository has one path', (t) => {
  for (const path of ['/srv/my cart', '/srv/my cart/', 'file:///srv/my%20cart', 'file:///srv/my%20cart/']) {
    t.is(localRepository(path), '/srv/my cart');
  }
  t.is(localRepository('/'), '/');
  t.is(localRepository('file:///100%'), '/100%');
});
