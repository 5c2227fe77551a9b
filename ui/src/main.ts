// Starts the screens on whichever host is there.
import { mount } from 'svelte';
import App from './App.svelte';
import { pickPlatform } from './lib/platform/pick';
import './styles/tokens.css';
import './styles/base.css';

const target = document.getElementById('app');
if (target) void pickPlatform().then((platform) => mount(App, { target, props: { platform } }));
