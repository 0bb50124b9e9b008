"""Training of the lips' acoustic net, ``avatar/lips/net.onnx``; anybody can run it again.

``python -m evals.lips_training --work FOLDER --out net.onnx`` does, step by step, each kept in the folder and
not done twice:

1. speech of several engines with their own phone times: flite, festival, espeak-ng (``corpus``);
2. a person's prompts labelled by pocketsphinx (``prompts``);
3. variations of all of it: speed, size of the speaker, rooms, noise, codecs, levels (``augment``);
4. a first training;
5. people's recordings in eight languages and actors' in English, aligned by that net with their texts
   (``people``, ``dialogues``), and a second training on everything, from the numbers of the first;
6. the same once more, since the second net aligns better.

Seeds are fixed; engines and processors differ a little, so two runs agree in quality, not in bits. 10,000
steps take about 45 minutes of one core; the net that is here had some 30,000. It needs Debian's ``flite
festival festvox-kallpc16k festvox-kdlpc16k festvox-us-slt-hts festvox-italp16k festvox-itapc16k
festvox-czech-dita festvox-czech-machac festvox-ru fortunes fortunes-cs fortunes-de fortunes-es fortunes-it
fortunes-ru fortunes-zh asterisk-core-sounds-en-g722 tuxpaint-stamps-default flight-of-the-amazon-queen`` and
Python's ``torch==2.13.0 onnx pocketsphinx`` beside the project's own. Only this package imports torch; it
loads espeak-ng into its own process, since nothing else happens there.

Voices whose file begins with ``dev-`` (espeak-ng variants heard nowhere else) are only measured on, as is
every tenth recording of people.
"""
